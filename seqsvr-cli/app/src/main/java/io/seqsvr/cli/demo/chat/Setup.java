package io.seqsvr.cli.demo.chat;

import io.seqsvr.message.client.Conversations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Creates the conversations of a run with all their members, before the first message. */
final class Setup {
  private static final int THREADS = 8;

  /** Most members of one call. */
  private static final int MEMBERS_A_CALL = 1000;

  private Setup() {}

  /**
   * Creates them.
   *
   * @return id of each place
   */
  static Map<Place, String> create(Conversations conversations, Map<Place, Set<String>> places)
      throws InterruptedException, ExecutionException {
    Map<Place, String> ids = new ConcurrentHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> calls = new ArrayList<>();
      places.forEach(
          (place, members) ->
              calls.add(
                  threads.submit(() -> ids.put(place, create(conversations, place, members)))));
      for (Future<?> call : calls) {
        call.get();
      }
      return ids;
    } finally {
      threads.shutdownNow();
    }
  }

  private static String create(Conversations conversations, Place place, Set<String> members) {
    if (place instanceof Place.Single single) {
      return conversations.createPair(single.pair().userA(), single.pair().userB());
    }
    String id = ((Place.Group) place).channel();
    List<String> users = List.copyOf(members);
    for (int from = 0; from < users.size(); from += MEMBERS_A_CALL) {
      List<String> some = users.subList(from, Math.min(users.size(), from + MEMBERS_A_CALL));
      if (from == 0) {
        conversations.createGroup(id, some);
      } else {
        conversations.addMembers(id, some);
      }
    }
    return id;
  }
}
