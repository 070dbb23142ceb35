// Calls a running seqsvr as a client in another language does: with the proto file and nothing else
// of this repository.
//
//   node check.js HOST:PORT        the alloc tier's gRPC address; exit 0 if all is well, else 1
'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const { DEADLINE_MILLIS, call, load, refused, runAll, runFromCommandLine } = require('./common');

const API = path.join(__dirname, '../../seqsvr-api/src/main/proto/seqsvr/alloc/v1/alloc.proto');
const SERVICE = 'seqsvr.alloc.v1.SeqAllocator';

function services(client) {
  return new Promise((resolve, reject) => {
    const stream = client.ServerReflectionInfo({ deadline: Date.now() + DEADLINE_MILLIS });
    stream.on('error', reject);
    stream.on('data', (reply) => {
      resolve(reply.list_services_response.service.map((service) => service.name));
      stream.end();
    });
    stream.write({ list_services: '' });
  });
}

async function main(address) {
  const credentials = grpc.credentials.createInsecure();
  const allocator = new (load(API).seqsvr.alloc.v1.SeqAllocator)(address, credentials);
  const health = new (load(path.join(__dirname, 'proto/health.proto')).grpc.health.v1.Health)(
    address,
    credentials,
  );
  const reflection = new (load(
    path.join(__dirname, 'proto/reflection.proto'),
  ).grpc.reflection.v1.ServerReflection)(address, credentials);
  const conversation = `new-${crypto.randomUUID()}`;

  const checks = {
    'a new conversation begins with 1': async () => {
      // In a cluster that was never ended: later ones begin above what was reserved then.
      const reply = await call(allocator, 'Next', { conversation });
      assert.deepEqual([reply.first, reply.count], ['1', '1']);
    },
    'a block is contiguous and follows': async () => {
      const block = await call(allocator, 'Next', { conversation, count: 5 });
      assert.deepEqual([block.first, block.count], ['2', '5']);
      const next = await call(allocator, 'Next', { conversation });
      assert.equal(next.first, '7');
    },
    'an empty conversation is refused': async () => {
      const info = await refused(
        call(allocator, 'Next', { conversation: '' }),
        grpc.status.INVALID_ARGUMENT,
      );
      assert.equal(info.domain, 'seqsvr');
      assert.equal(info.reason, 'INVALID_ARGUMENT');
      assert.equal(info.metadata.field, 'conversation');
    },
    'a count of 0 is refused, an absent one is 1': async () => {
      const info = await refused(
        call(allocator, 'Next', { conversation, count: 0 }),
        grpc.status.INVALID_ARGUMENT,
      );
      assert.equal(info.metadata.field, 'count');
      const { seq, exact } = await call(allocator, 'Current', { conversation });
      assert.deepEqual([seq, exact], ['7', true]);
    },
    'entries of a batch succeed and fail alone': async () => {
      const { results } = await call(allocator, 'NextBatch', {
        entries: [{ conversation, count: 2 }, { conversation: '' }, { conversation }],
      });
      assert.deepEqual(
        results.map((result) => result.outcome),
        ['block', 'error', 'block'],
      );
      assert.equal(results[0].block.first, '8');
      assert.equal(results[1].error.reason, 'INVALID_ARGUMENT');
      assert.equal(results[2].block.first, '10');
    },
    'ids are any UTF-8, byte by byte': async () => {
      for (const id of ['caf\u00e9 \u{1f600}', 'cafe\u0301 \u{1f600}', "' OR 1=1", 'a\0b']) {
        const reply = await call(allocator, 'Next', { conversation: `${conversation}/${id}` });
        assert.equal(reply.first, '1', id);
      }
    },
    'a raised conversation goes on above the number': async () => {
      const raised = `${conversation}/raised`;
      const { seq } = await call(allocator, 'Raise', { conversation: raised, at_least: 99999 });
      assert.ok(BigInt(seq) >= 99999n, seq);
      const { first } = await call(allocator, 'Next', { conversation: raised });
      assert.ok(BigInt(first) > BigInt(seq), first);
      const again = await call(allocator, 'Raise', { conversation: raised, at_least: 5 });
      assert.equal(again.seq, first, 'a raise lowers nothing and may be repeated');
      const info = await refused(
        call(allocator, 'Raise', { conversation: raised, at_least: 0 }),
        grpc.status.INVALID_ARGUMENT,
      );
      assert.equal(info.metadata.field, 'at_least');
    },
    'the routing table names owners': async () => {
      const { routes } = await call(allocator, 'GetRoutes', {});
      assert.equal(routes.hash, 'xxh3-64');
      assert.match(routes.cluster_id, /^[0-9a-f]{32}$/);
      const sections = routes.nodes
        .flatMap((node) => node.sections)
        .reduce((sum, range) => sum + range.last - range.first + 1, 0);
      assert.equal(sections, routes.section_count);
    },
    'health answers': async () => {
      for (const service of ['', SERVICE]) {
        const { status } = await call(health, 'Check', { service });
        assert.equal(status, 'SERVING', service);
      }
    },
    'reflection answers': async () => {
      assert.ok((await services(reflection)).includes(SERVICE));
    },
  };

  const failures = await runAll(checks);
  [allocator, health, reflection].forEach((client) => client.close());
  return failures === 0 ? 0 : 1;
}

runFromCommandLine(main, 'check.js');
