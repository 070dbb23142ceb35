----------------------------- MODULE Ownership -----------------------------
(* Who may serve a section: leases in two registers, observers, the store's guarded Acquire.
   README.md beside this file says what is modelled and how time is.

   Versions are relative. Every write of a register is a compare-and-set, so a request or an
   observation that rests on an older version can never succeed again: instead of counting versions,
   a move of a register deletes what rested on the old one. So the model has no bound on renewals,
   expirations and re-arms.

   Rules are in force unless their name is in the constant Removed. *)
EXTENDS Integers, FiniteSets, TLC

CONSTANTS
  Inc,          \* incarnations; a restarted node is one more of them
  Detailed,     \* those whose lease is modelled message by message; others by contract, see ByContract
  Late,         \* those that start later (a restart, a join)
  First,        \* owner of the section in the initial state, or None
  Obs,          \* observers, for Detailed
  L,            \* lease length in ticks of real time, at the worst clock rates that the margins cover
  Flight,       \* messages in flight in each channel
  MaxEpoch, MaxSeq, Step, MaxAttempt,
  Duplicates,   \* Acquire, Reserve and Release may be delivered again later
  Releases,     \* planned hand-over, clean leave
  Routes,       \* an incarnation acquires only what a table that it saw gives to it
  Wipes,        \* how often the znode may vanish; the version of one created again starts over
  Stale,        \* TRUE: everE is kept, for "recovery" and without "confirm-by-write"
  TimeFails,    \* clocks and leases mean nothing: only uniqueness is left to prove
  Removed,
  None

R(rule) == rule \notin Removed

Hold == IF R("holder-margin") THEN L ELSE L + 1    \* longest real time that L - m may take
Wait == IF R("observer-margin") THEN L ELSE L - 1  \* shortest real time that L + m may take

VARIABLES
  life,   \* "new", "up", "dead"
  row,    \* register in the store: "none", "H" (HELD), "F" (FENCED)
  left,   \* ticks for which the incarnation's lease still lasts, as its own clock says
  h,      \* znode and lease holder, see Holder
  ob,     \* ob[o][i]: ticks since the reply that showed the current znode (z) and row (r), -1: not seen;
          \* ok: an EXPIRED write that was sent after that reply of the row is acknowledged;
          \* own: the znode is as that observer's last acknowledged EXPIRED write left it;
          \* a: ticks since the reply that showed no znode, only without "created-waits"
  sec,    \* the section's row
  mem,    \* what an incarnation has in memory
  net,    \* Acquire, Reserve, Release requests in flight
  call,   \* one call that passed the lease check and was paused there
  table,  \* owner that the routing table names, and who believes that it is named
  out     \* what callers saw: issued, done (largest returned), dup, bad

vars == <<life, row, left, h, ob, sec, mem, net, call, table, out>>
lease == <<life, row, left, h, ob>>
store == <<sec, mem, net>>
clients == <<call, out>>

Max(a, b) == IF a > b THEN a ELSE b
Min(a, b) == IF a < b THEN a ELSE b

(* z: znode "H", "E" (EXPIRED), "A" (absent). zq: ages of the writes to HELD in flight, za: of their
   acknowledgements. rq, ra: the same of row renewals; each is <<age, clears>>, clears: sent under the
   present suspicion, so that it ends it. knows: has found the present EXPIRED or absence. armed: has seen
   HELD since. behind: an own write is applied whose acknowledgement is lost. gen: how often the znode
   vanished. alien: it is HELD by a write that the holder has not counted on: a create, or one meant for
   another life. everE: was EXPIRED once. *)
Holder == [z |-> "H", zq |-> {}, za |-> {}, rq |-> {}, ra |-> {}, sus |-> FALSE, knows |-> FALSE,
           armed |-> FALSE, behind |-> FALSE, gen |-> 0, alien |-> FALSE, everE |-> FALSE]
Unseen == [z |-> -1, r |-> -1, ok |-> FALSE, own |-> FALSE, a |-> -1]
Nothing == [st |-> "none", ep |-> 0, cur |-> 0, hi |-> 0, att |-> 0]

Init ==
  /\ life = [i \in Inc |-> IF i \in Late THEN "new" ELSE "up"]
  /\ row = [i \in Inc |-> IF i \in Late THEN "none" ELSE "H"]
  /\ left = [i \in Inc |-> 0]
  /\ h = [i \in Inc |-> Holder]
  /\ ob = [o \in Obs |-> [i \in Inc |-> Unseen]]
  /\ sec = IF First = None THEN [ep |-> 0, own |-> None, base |-> 0, max |-> 0, clean |-> -1, att |-> 0]
            ELSE [ep |-> 1, own |-> First, base |-> 0, max |-> Step, clean |-> -1, att |-> 0]
  /\ mem = [i \in Inc |-> IF i = First THEN [st |-> "serve", ep |-> 1, cur |-> 0, hi |-> Step, att |-> 0] ELSE Nothing]
  /\ net = {}
  /\ call = [at |-> None, floor |-> 0]
  /\ table = [to |-> None, view |-> {}]
  /\ out = [issued |-> {}, done |-> 0, dup |-> FALSE, bad |-> FALSE]

(* ------------------------------------------------------------------------------------------------
   Registers. A move of one forgets what rested on its former version. *)
ZMove(i, state) == [h[i] EXCEPT !.z = state, !.zq = {}, !.knows = FALSE,
                                !.everE = IF Stale THEN @ \/ state = "E" ELSE @]
ZForgotten == [o \in Obs |-> [i \in Inc |-> IF R("mark-cas") THEN -1 ELSE ob[o][i].z]]
ObsAfterZ(i) == [o \in Obs |-> [ob[o] EXCEPT ![i].z = ZForgotten[o][i], ![i].own = FALSE]]
ObsAfterR(i) == [o \in Obs |-> [ob[o] EXCEPT ![i] = IF R("fence-cas")
                                                     THEN [@ EXCEPT !.r = -1, !.ok = IF R("mark-after-row") THEN FALSE ELSE @]
                                                     ELSE @]]

\* Both registers exist before anything else.
Start(i) ==
  /\ life[i] = "new"
  /\ life' = [life EXCEPT ![i] = "up"]
  /\ row' = [row EXCEPT ![i] = "H"]
  /\ UNCHANGED <<left, h, ob, store, clients, table>>

(* ------------------------------------------------------------------------------------------------
   The holder. It may renew either register at any time, and may always have read the current
   version first (that is adopted, not counted). *)
Up(i) == i \in Detailed /\ life[i] = "up"
Counts(i) == ~h[i].sus \/ ~R("suspect")
Extended(i, age) == Max(left[i], IF R("count-from-send") THEN Hold - age ELSE Hold)
Suspecting(r) ==
  LET none(q) == {<<m[1], FALSE>> : m \in q}
  IN [r EXCEPT !.sus = TRUE, !.armed = FALSE, !.rq = none(@), !.ra = none(@)]

(* A message that is lost is one that is never delivered: it stays until a later one takes its place. *)
Put(q, m) == IF Cardinality(q) < Flight THEN {q \cup {m}} ELSE {(q \ {old}) \cup {m} : old \in q}

(* Messages that can't lengthen the lease any more, now or later, are told apart no further. *)
Tidy(r, l) ==
  LET late(age) == R("count-from-send") /\ Hold - age <= l
      aged(age) == IF late(age) THEN Hold ELSE age
  IN [r EXCEPT !.zq = {aged(a) : a \in @},
               !.rq = {<<aged(m[1]), m[2]>> : m \in @},
               !.za = {a \in @ : ~late(a)},
               !.ra = {m \in {<<aged(n[1]), n[2]>> : n \in @} :
                         ~late(m[1]) \/ (r.sus /\ (m[2] \/ ~R("row-sent-after")))}]
SetHolder(i, r, l) == h' = [h EXCEPT ![i] = Tidy(r, l)] /\ left' = [left EXCEPT ![i] = l]

\* H2, H4: renewal or re-arm, whatever the current state asks for.
SendZ(i) ==
  /\ Up(i) /\ 0 \notin h[i].zq
  /\ (h[i].z = "H" /\ (R("adopted-suspects") => ~h[i].alien)) \/ (h[i].z = "E" /\ h[i].knows)
  /\ \E q \in Put(h[i].zq, 0) : SetHolder(i, [h[i] EXCEPT !.zq = q], left[i])
  /\ UNCHANGED <<life, row, ob, store, clients, table>>

Acks(i, age) == Put(h[i].za, age) \cup {h[i].za}
ApplyZ(i) == \E age \in h[i].zq : \E acks \in Acks(i, age) :
  /\ Up(i)
  /\ SetHolder(i, [ZMove(i, "H") EXCEPT !.za = acks, !.behind = ~R("count-own-only")], left[i])
  /\ ob' = ObsAfterZ(i)
  /\ UNCHANGED <<life, row, store, clients, table>>

\* A create names no version: it may be sent after a stale read, and arrive after the znode vanished again.
\* So its answer counts for nothing, and whoever gets it, or finds later what it created, is suspect.
CreateZ(i) == \E acks \in IF R("created-suspects") THEN {h[i].za} ELSE Acks(i, 0) :
  /\ Up(i) /\ h[i].z = "A"
  /\ SetHolder(i, [ZMove(i, "H") EXCEPT !.za = acks, !.alien = R("created-suspects")], left[i])
  /\ ob' = ObsAfterZ(i)
  /\ UNCHANGED <<life, row, store, clients, table>>

AckZ(i) == \E age \in h[i].za :
  /\ Up(i)
  /\ SetHolder(i, [h[i] EXCEPT !.za = @ \ {age}], IF Counts(i) THEN Extended(i, age) ELSE left[i])
  /\ UNCHANGED <<life, row, ob, store, clients, table>>

\* Only without the rule: a renewal sent now meets a version that an own lost renewal had moved; what
\* is found HELD is taken for its own.
CountAdopted(i) ==
  /\ ~R("count-own-only") /\ Up(i) /\ h[i].behind /\ h[i].z = "H" /\ Counts(i)
  /\ SetHolder(i, [h[i] EXCEPT !.behind = FALSE], Hold)
  /\ UNCHANGED <<life, row, ob, store, clients, table>>

\* H4: it finds EXPIRED, or that the znode is gone, or that it was created anew since.
Learn(i) ==
  /\ Up(i)
  /\ IF h[i].z = "H" THEN h[i].alien /\ R("adopted-suspects") ELSE ~h[i].knows
  /\ SetHolder(i, [Suspecting(h[i]) EXCEPT !.knows = h[i].z # "H", !.alien = FALSE], left[i])
  /\ UNCHANGED <<life, row, ob, store, clients, table>>

Armed(i) ==
  /\ R("rearm-first") /\ Up(i) /\ h[i].sus /\ ~h[i].armed /\ h[i].z = "H"
  /\ h' = [h EXCEPT ![i].armed = TRUE]
  /\ UNCHANGED <<life, row, left, ob, store, clients, table>>

\* H3, H4
SendR(i) ==
  LET m == <<0, h[i].sus /\ (R("rearm-first") => h[i].armed)>> IN
  /\ Up(i) /\ m \notin h[i].rq /\ (row[i] = "H" \/ ~R("fenced-final"))
  /\ \E q \in Put(h[i].rq, m) : SetHolder(i, [h[i] EXCEPT !.rq = q], left[i])
  /\ UNCHANGED <<life, row, ob, store, clients, table>>

ApplyR(i) == \E m \in h[i].rq : \E acks \in Put(h[i].ra, m) \cup {h[i].ra} :
  /\ row[i] = "H" \/ (row[i] = "F" /\ ~R("fenced-final"))
  /\ row' = [row EXCEPT ![i] = "H"]
  /\ SetHolder(i, [h[i] EXCEPT !.rq = {}, !.ra = acks], left[i])
  /\ ob' = ObsAfterR(i)
  /\ UNCHANGED <<life, store, clients, table>>

AckR(i) == \E m \in h[i].ra :
  /\ Up(i)
  /\ SetHolder(i, [h[i] EXCEPT !.ra = @ \ {m},
                               !.sus = IF R("row-sent-after") THEN @ /\ ~m[2] ELSE FALSE,
                               !.rq = IF R("row-sent-after") /\ m[2] THEN {<<n[1], FALSE>> : n \in @} ELSE @],
               Extended(i, m[1]))
  /\ UNCHANGED <<life, row, ob, store, clients, table>>

\* A clean leave: over locally, then the own row is FENCED.
Leave(i) ==
  /\ Releases /\ life[i] = "up" /\ row[i] = "H" /\ mem[i].st = "none"
  /\ life' = [life EXCEPT ![i] = "dead"]
  /\ left' = [left EXCEPT ![i] = 0]
  /\ row' = [row EXCEPT ![i] = "F"]
  /\ h' = [h EXCEPT ![i] = Holder]
  /\ ob' = [o \in Obs |-> [ob[o] EXCEPT ![i] = Unseen]]
  /\ call' = IF call.at = i THEN [at |-> None, floor |-> 0] ELSE call
  /\ UNCHANGED <<store, out, table>>

(* ------------------------------------------------------------------------------------------------
   Observers. A request of an observer may be delayed as well; that needs no message here, since its
   guards stay true until the register moves, and then the write is refused. *)
Watched(i) == Up(i) /\ row[i] = "H"
FirstAge == IF R("count-from-reply") THEN {0} ELSE {0, 1}

SeeZ(o, i) == \E age \in FirstAge :
  /\ Watched(i) /\ ob[o][i].z = -1 /\ ~ob[o][i].own /\ h[i].z # "A"
  /\ ob' = [ob EXCEPT ![o][i].z = Min(age, Wait)]
  /\ UNCHANGED <<life, row, left, h, store, clients, table>>

SeeR(o, i) == \E age \in FirstAge :
  /\ Watched(i) /\ ob[o][i].r = -1
  /\ ob' = [ob EXCEPT ![o][i].r = Min(age, Wait)]
  /\ UNCHANGED <<life, row, left, h, store, clients, table>>

\* O1, and the confirmation of O2. Own EXPIRED is written again without a wait; that of another counts like
\* any other state. Lost acknowledgement: acked is FALSE.
Mark(o, i) == \E acked \in BOOLEAN :
  /\ Watched(i) /\ ~ob[o][i].ok /\ h[i].z # "A"
  /\ \/ ob[o][i].z >= Wait \/ ob[o][i].own
     \/ h[i].z = "H" /\ ~R("znode-wait")
     \/ h[i].z = "E" /\ ~R("foreign-expired-waits")
  /\ acked => ob[o][i].r >= 0 \/ ~R("mark-after-row")
  /\ SetHolder(i, ZMove(i, "E"), left[i])
  /\ ob' = [ObsAfterZ(i) EXCEPT ![o][i].ok = acked, ![o][i].own = acked]
  /\ UNCHANGED <<life, row, store, clients, table>>

\* A znode that is gone may be created as EXPIRED at any time: that alone is no confirmation.
Create(o, i) ==
  /\ Watched(i) /\ h[i].z = "A" /\ R("created-waits")
  /\ SetHolder(i, ZMove(i, "E"), left[i])
  /\ ob' = ObsAfterZ(i)
  /\ UNCHANGED <<life, row, store, clients, table>>

\* Without the rule it is one, if a read that was sent long enough after the first reply showed no znode still.
SeeAbsent(o, i) ==
  /\ ~R("created-waits") /\ Watched(i) /\ h[i].z = "A"
  /\ \/ ob[o][i].a = -1 /\ ob' = [ob EXCEPT ![o][i].a = 0]
     \/ ob[o][i].a = Wait /\ ob' = [ob EXCEPT ![o][i].a = Wait + 1]
  /\ UNCHANGED <<life, row, left, h, store, clients, table>>

CreateCounts(o, i) == \E acked \in BOOLEAN :
  /\ ~R("created-waits") /\ Watched(i) /\ h[i].z = "A" /\ ob[o][i].a > Wait
  /\ acked => ob[o][i].r >= 0
  /\ SetHolder(i, ZMove(i, "E"), left[i])
  /\ ob' = [ObsAfterZ(i) EXCEPT ![o][i].ok = acked, ![o][i].own = acked, ![o][i].a = -1]
  /\ UNCHANGED <<life, row, store, clients, table>>

\* Instead of the conditional write: read the znode again and see EXPIRED.
Confirm(o, i) ==
  /\ ~R("confirm-by-write") /\ Watched(i) /\ ob[o][i].r >= 0 /\ ~ob[o][i].ok
  /\ h[i].z = "E" \/ h[i].everE
  /\ ob' = [ob EXCEPT ![o][i].ok = TRUE]
  /\ UNCHANGED <<life, row, left, h, store, clients, table>>

\* O2
Fence(o, i) ==
  /\ Watched(i) /\ ob[o][i].r >= 0
  /\ ob[o][i].r >= Wait \/ ~R("row-wait")
  /\ ob[o][i].ok \/ ~R("expired-first")
  /\ row' = [row EXCEPT ![i] = "F"]
  /\ ob' = [p \in Obs |-> [ob[p] EXCEPT ![i] = Unseen]]
  /\ h' = [h EXCEPT ![i].rq = {}]
  /\ UNCHANGED <<life, left, store, clients, table>>

(* A znode that is created again starts at version 0. A write that rests on a version from before may hit
   any version of the new life, and may be sent at any time, after a stale read. Who gets the answer sees
   by the creation id that it was another life. *)
Wipe(i) ==
  /\ Watched(i) /\ h[i].gen < Wipes /\ h[i].z # "A"
  /\ h' = [h EXCEPT ![i] = [ZMove(i, "A") EXCEPT !.gen = @ + 1, !.alien = FALSE]]
  /\ ob' = ObsAfterZ(i)
  /\ UNCHANGED <<life, row, left, store, clients, table>>

MarkOtherLife(o, i) ==
  /\ Watched(i) /\ h[i].gen > 0 /\ h[i].z # "A"
  /\ h' = [h EXCEPT ![i] = ZMove(i, "E")]
  /\ ob' = [ObsAfterZ(i) EXCEPT ![o][i].ok = @ \/ (ob[o][i].r >= 0 /\ ~R("same-life")),
                                ![o][i].own = ~R("same-life")]
  /\ UNCHANGED <<life, row, left, store, clients, table>>

RenewOtherLife(i) == \E acks \in IF R("holder-same-life") THEN {h[i].za} ELSE Acks(i, 0) :
  /\ Watched(i) /\ h[i].gen > 0 /\ h[i].z # "A"
  /\ SetHolder(i, [ZMove(i, "H") EXCEPT !.za = acks, !.alien = TRUE], left[i])
  /\ ob' = ObsAfterZ(i)
  /\ UNCHANGED <<life, row, store, clients, table>>

(* ------------------------------------------------------------------------------------------------
   Real time. Pauses and crashes need no action: whoever is paused or dead does nothing while time goes
   on, and any state may be the last one in which it did something. *)
Older(age, top) == IF age < 0 THEN age ELSE Min(age + 1, top)
Tick ==
  /\ Detailed # {}
  /\ left' = [i \in Inc |-> IF i \in Detailed THEN Max(left[i] - 1, 0) ELSE left[i]]
  /\ h' = [i \in Inc |->
       IF i \notin Detailed THEN h[i]
       ELSE LET q(s) == {<<Min(m[1] + 1, Hold), m[2]>> : m \in s}
            IN Tidy([h[i] EXCEPT !.zq = {Min(a + 1, Hold) : a \in @}, !.za = {Min(a + 1, Hold) : a \in @},
                                 !.rq = q(@), !.ra = q(@)], Max(left[i] - 1, 0))]
  /\ ob' = [o \in Obs |-> [i \in Inc |-> [ob[o][i] EXCEPT !.z = Older(@, Wait), !.r = Older(@, Wait),
                                                              !.a = IF @ > Wait THEN @ ELSE Older(@, Wait)]]]
  /\ UNCHANGED <<life, row, store, clients, table>>

(* The contract of a lease, which FencedIsOver states and the detailed incarnations are checked for:
   a row is FENCED only when the lease is over, and then it never comes back. *)
ByContract(i) ==
  /\ i \notin Detailed /\ row[i] = "H"
  /\ \/ life[i] = "up" /\ left[i] = 0 /\ left' = [left EXCEPT ![i] = 1] /\ UNCHANGED row
     \/ left[i] = 1 /\ left' = [left EXCEPT ![i] = 0] /\ UNCHANGED row
     \/ (left[i] = 0 \/ TimeFails) /\ row' = [row EXCEPT ![i] = "F"] /\ UNCHANGED left
  /\ UNCHANGED <<life, h, ob, store, clients, table>>

(* ------------------------------------------------------------------------------------------------
   Routes. They decide who tries, nothing else. Removed rule or not, an old view is always possible. *)
Route(i) ==
  /\ Routes
  /\ \/ row[i] = "H" /\ table.to # i /\ table' = [table EXCEPT !.to = i]
     \/ (i \in table.view) # (table.to = i)
        /\ table' = [table EXCEPT !.view = IF table.to = i THEN @ \cup {i} ELSE @ \ {i}]
  /\ UNCHANGED <<lease, store, clients>>

(* ------------------------------------------------------------------------------------------------
   Sections. *)
Hopeless(m) == \* the store can only refuse it for ever
  CASE m.k = "acquire" -> R("acquire-epoch")
                             /\ \/ sec.ep > m.ep + 1
                                \/ sec.ep = m.ep + 1 /\ (sec.own # m.i \/ (R("attempt") /\ sec.att # m.att))
    [] m.k = "reserve" -> R("reserve-epoch") /\ (sec.ep > m.ep \/ (R("expected-max") /\ sec.max > m.to))
    [] OTHER -> R("release-epoch") /\ sec.ep > m.ep
Delivered(m) == {n \in {x \in net : Duplicates \/ x # m} : ~Hopeless(n)'}
Reserves(i) == {m \in net : m.i = i /\ m.k = "reserve"}

\* A fresh attempt; the expected epoch was just read, and may be old when the request arrives.
Enter(i) ==
  /\ life[i] = "up" /\ mem[i].st = "none" /\ mem[i].att < MaxAttempt /\ sec.ep < MaxEpoch
  /\ Routes => i \in table.view
  /\ mem' = [mem EXCEPT ![i] = [@ EXCEPT !.st = "load", !.att = @ + 1]]
  /\ net' = net \cup {[k |-> "acquire", i |-> i, ep |-> sec.ep, att |-> mem[i].att + 1, from |-> 0, to |-> 0]}
  /\ UNCHANGED <<lease, sec, clients, table>>

\* Gives up, or lost its lease, or was told that a write was refused.
Drop(i) ==
  /\ mem[i].st # "none"
  /\ mem' = [mem EXCEPT ![i] = [Nothing EXCEPT !.att = mem[i].att]]
  /\ UNCHANGED <<lease, sec, net, clients, table>>

Serving(m, answer) ==
  IF mem[m.i].st = "load" /\ (mem[m.i].att = m.att \/ ~R("attempt"))
  THEN [mem EXCEPT ![m.i] = [@ EXCEPT !.st = "serve", !.ep = answer.ep, !.cur = answer.base, !.hi = answer.max]]
  ELSE mem

Acquire(m) ==
  LET clean == sec.clean >= 0
      granted == [ep |-> sec.ep + 1, own |-> m.i, base |-> IF clean THEN sec.clean ELSE sec.max,
                  max |-> IF clean THEN sec.max ELSE sec.max + Step, clean |-> -1, att |-> m.att]
      again == sec.own = m.i /\ sec.ep = m.ep + 1 /\ (sec.att = m.att \/ ~R("attempt"))
               /\ (sec.max = sec.base + Step \/ sec.max = sec.base)
      a1 == sec.ep = m.ep \/ ~R("acquire-epoch")
      a2 == \/ sec.own \in {None, m.i}
            \/ sec.own # None /\ row[sec.own] = "F"
            \/ ~R("acquire-fenced") \/ TimeFails
      a3 == row[m.i] = "H" \/ ~R("acquire-own-row")
      answer == IF again THEN sec ELSE granted
  IN
  /\ m.k = "acquire"
  /\ again \/ (a1 /\ a2 /\ a3 /\ sec.ep < MaxEpoch /\ granted.max <= MaxSeq)
  /\ sec' = answer
  /\ mem' \in {mem, Serving(m, answer)}
  /\ net' = Delivered(m)
  /\ UNCHANGED <<lease, clients, table>>

SendReserve(i) ==
  /\ mem[i].st = "serve" /\ mem[i].hi + Step <= MaxSeq
  /\ Cardinality(Reserves(i)) < Flight + 1
  /\ net' = net \cup {[k |-> "reserve", i |-> i, ep |-> mem[i].ep, att |-> 0,
                       from |-> mem[i].hi, to |-> mem[i].hi + Step]}
  /\ net' # net
  /\ UNCHANGED <<lease, sec, mem, clients, table>>

\* max := to, on the expected epoch and value. A repeat is answered from the row: it says what was asked.
Reserve(m) ==
  LET mine == sec.ep = m.ep \/ ~R("reserve-epoch")
      again == mine /\ sec.max = m.to
      done == mine /\ (sec.max = m.from \/ ~R("expected-max"))
      told == IF mem[m.i].st = "serve" /\ mem[m.i].ep = m.ep
              THEN [mem EXCEPT ![m.i].hi = Max(@, m.to)] ELSE mem
  IN
  /\ m.k = "reserve"
  /\ again \/ done
  /\ sec' = [sec EXCEPT !.max = m.to]
  /\ mem' \in {mem, told}
  /\ net' = Delivered(m)
  /\ UNCHANGED <<lease, clients, table>>

\* Draining closes the slots first; the snapshot holds what they held then.
Close(i) ==
  /\ Releases /\ mem[i].st = "serve" /\ sec.ep < MaxEpoch
  /\ mem' = [mem EXCEPT ![i].st = IF R("close-first") THEN "closed" ELSE "serve"]
  /\ net' = net \cup {[k |-> "release", i |-> i, ep |-> mem[i].ep, att |-> 0, from |-> mem[i].cur, to |-> 0]}
  /\ UNCHANGED <<lease, sec, clients, table>>

Release(m) ==
  /\ m.k = "release" /\ sec.ep < MaxEpoch
  /\ sec.ep = m.ep \/ ~R("release-epoch")
  /\ sec' = [sec EXCEPT !.ep = @ + 1, !.own = None, !.clean = m.from, !.att = 0]
  /\ net' = Delivered(m)
  /\ UNCHANGED <<lease, mem, clients, table>>

(* ------------------------------------------------------------------------------------------------
   Calls. One that begins, steps and returns at once, and one that is paused after its check. *)
MayServe(i) == mem[i].st = "serve" /\ (left[i] > 0 \/ ~R("check-lease") \/ TimeFails)

Stepped(i, floor) ==
  LET s == mem[i].cur + 1 IN
  /\ mem[i].st = "serve" /\ (mem[i].cur < mem[i].hi \/ (~R("ceiling") /\ s <= MaxSeq))
  /\ mem' = [mem EXCEPT ![i].cur = s]
  /\ out' = [issued |-> out.issued \cup {s}, done |-> Max(out.done, s),
             dup |-> out.dup \/ s \in out.issued, bad |-> out.bad \/ s <= floor]

Call(i) ==
  /\ MayServe(i) /\ Stepped(i, out.done)
  /\ UNCHANGED <<lease, sec, net, call, table>>

Begin(i) ==
  /\ call.at = None /\ MayServe(i) /\ mem[i].cur < mem[i].hi
  /\ call' = [at |-> i, floor |-> out.done]
  /\ UNCHANGED <<lease, store, out, table>>

Resume ==
  /\ call.at # None
  /\ \/ Stepped(call.at, call.floor)
     \/ UNCHANGED <<mem, out>>  \* refused, or never ran again
  /\ call' = [at |-> None, floor |-> 0]
  /\ UNCHANGED <<lease, sec, net, table>>

Next ==
  \/ Tick \/ Resume
  \/ \E i \in Inc :
       \/ Start(i) \/ Leave(i) \/ ByContract(i) \/ Route(i)
       \/ Enter(i) \/ Drop(i) \/ SendReserve(i) \/ Close(i) \/ Call(i) \/ Begin(i)
  \/ \E i \in Detailed :
       \/ SendZ(i) \/ ApplyZ(i) \/ CreateZ(i) \/ AckZ(i) \/ CountAdopted(i) \/ Learn(i) \/ Armed(i)
       \/ SendR(i) \/ ApplyR(i) \/ AckR(i) \/ Wipe(i) \/ RenewOtherLife(i)
       \/ \E o \in Obs : \/ SeeZ(o, i) \/ SeeR(o, i) \/ Mark(o, i) \/ Confirm(o, i) \/ Fence(o, i)
                        \/ Create(o, i) \/ SeeAbsent(o, i) \/ CreateCounts(o, i) \/ MarkOtherLife(o, i)
  \/ \E m \in net : Acquire(m) \/ Reserve(m) \/ Release(m)

Spec == Init /\ [][Next]_vars

(* ------------------------------------------------------------------------------------------------
   What must hold. *)
Owns(i) == mem[i].st = "serve" /\ left[i] > 0
Unique == ~out.dup
RealTime == ~out.bad
MutualExclusion == \A i, j \in Inc : i # j => ~(Owns(i) /\ Owns(j))
NeverAheadOfStore == \A i \in Inc : mem[i].st = "serve" => mem[i].cur <= mem[i].hi /\ mem[i].hi <= sec.max
FencedIsOver == \A i \in Inc : row[i] = "F" => left[i] = 0

(* What must be possible: each of these has to be violated. *)
NoTakeOver == \A i, j \in Inc : ~(i # j /\ row[i] = "F" /\ Owns(j) /\ mem[j].ep = 2)
NoRecovery == \A i \in Detailed : ~(h[i].everE /\ ~h[i].sus /\ h[i].z = "H" /\ left[i] > 0)
NoHandOver == \A i, j \in Inc : ~(i # j /\ row[i] = "H" /\ Owns(j) /\ mem[j].ep = 3 /\ mem[j].hi = Step) \* no jump

Symmetry == Permutations(Obs)
=============================================================================
