// Uses a running message service as a client in another language does: with the proto file and
// nothing else of this repository.
//
//   node check-messages.js HOST:PORT     the message tier's address; exit 0 if all is well, else 1
'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const { DEADLINE_MILLIS, call, load, refused, runAll, runFromCommandLine } = require('./common');

const API = path.join(__dirname, '../../message-service/api/src/main/proto/message/v1/message.proto');

/** One device: shows messages by the rule of docs/client-protocol.md and acknowledges them. */
class Device {
  constructor(client, user, device, applied = {}) {
    this.shown = [];
    this.applied = applied;
    this.frames = [];
    this.waiters = [];
    this.stream = client.Connect();
    this.stream.on('data', (frame) => this.take(frame));
    this.stream.on('error', (e) => this.fail(e));
    const cursors = Object.entries(applied).map(([conversation, seq]) => ({ conversation, seq }));
    this.stream.write({ hello: { user, device, cursors } });
  }

  take(frame) {
    if (frame.frame === 'push') {
      for (const message of frame.push.messages) this.apply(message);
      const conversation = frame.push.conversation;
      this.stream.write({ ack: { conversation, seq: this.applied[conversation] } });
    }
    this.frames.push(frame);
    this.wake();
  }

  apply(message) {
    const applied = BigInt(this.applied[message.conversation] ?? 0);
    if (BigInt(message.seq) <= applied) return;
    assert.ok(BigInt(message.prev_seq) <= applied, `a hole before ${message.seq}`);
    this.applied[message.conversation] = message.seq;
    this.shown.push(message);
  }

  fail(error) {
    this.error = error;
    this.wake();
  }

  wake() {
    this.waiters.splice(0).forEach((waiter) => waiter());
  }

  /** Waits until the condition holds for this device. */
  async until(what, condition) {
    const end = Date.now() + DEADLINE_MILLIS;
    while (!condition(this)) {
      if (this.error) throw this.error;
      const left = end - Date.now();
      assert.ok(left > 0, `no ${what} in ${DEADLINE_MILLIS} ms`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.waiters.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  close() {
    this.stream.on('error', () => {}); // the cancellation itself
    this.stream.cancel();
  }
}

async function main(address) {
  const { MessageService } = load(API).message.v1;
  const client = new MessageService(address, grpc.credentials.createInsecure());
  const conversation = `node-${crypto.randomUUID()}`;
  const id = crypto.randomUUID();
  const text = 'from Node.js \u{1f600}';
  const content = { client_msg_id: id, body: Buffer.from(text) };
  let seq;
  let device;

  const checks = {
    'a group is created once': async () => {
      const group = { conversation, members: ['ann', 'ben'] };
      assert.equal((await call(client, 'CreateConversation', { group })).created, true);
      assert.equal((await call(client, 'CreateConversation', { group })).created, false);
    },
    'a sent message reaches a connected device': async () => {
      device = new Device(client, 'ben', 'node');
      await device.until('welcome', (d) => d.frames[0]?.frame === 'welcome');
      const { receipt } = await call(client, 'Send', { conversation, sender: 'ann', content });
      assert.equal(receipt.duplicate, false);
      seq = receipt.seq;
      await device.until('push', (d) => d.shown.length === 1);
      assert.equal(device.shown[0].seq, seq);
      assert.equal(device.shown[0].content.body.toString(), text);
    },
    'the same send again is the same message': async () => {
      const { receipt } = await call(client, 'Send', { conversation, sender: 'ann', content });
      assert.deepEqual([receipt.seq, receipt.duplicate], [seq, true]);
    },
    'the same id with another body is refused': async () => {
      const other = { client_msg_id: id, body: Buffer.from('something else') };
      const request = { conversation, sender: 'ann', content: other };
      const info = await refused(call(client, 'Send', request), grpc.status.ALREADY_EXISTS);
      assert.equal(info.reason, 'IDEMPOTENCY_CONFLICT');
      assert.equal(info.metadata.first_seq, seq);
    },
    'a device sends on its connection and sees its own message': async () => {
      const own = { client_msg_id: crypto.randomUUID(), body: Buffer.from('an answer') };
      device.stream.write({ send: { client_seq: 1, conversation, content: own } });
      await device.until('receipt', (d) => d.frames.some((frame) => frame.frame === 'receipt'));
      const { receipt } = device.frames.find((frame) => frame.frame === 'receipt');
      assert.equal(receipt.outcome, 'accepted');
      assert.equal(receipt.accepted.prev_seq, seq);
      await device.until('push', (d) => d.shown.length === 2);
      assert.equal(device.shown[1].seq, receipt.accepted.seq);
    },
    'a device that comes back gets what it missed, and only that': async () => {
      const applied = { ...device.applied };
      device.close();
      const later = { client_msg_id: crypto.randomUUID(), body: Buffer.from('while away') };
      await call(client, 'Send', { conversation, sender: 'ann', content: later });
      device = new Device(client, 'ben', 'node', applied);
      await device.until('push', (d) => d.shown.length === 1);
      assert.equal(device.shown[0].content.body.toString(), 'while away');
    },
    'unread counts, and reading': async () => {
      const request = { user: 'ben', conversations: [conversation] };
      const before = await call(client, 'Unread', request);
      assert.equal(before.states[0].unread, '2'); // two of ann's; the own one does not count
      const read_seq = device.applied[conversation];
      const { state } = await call(client, 'MarkRead', { user: 'ben', conversation, read_seq });
      assert.deepEqual([state.read_seq, state.unread], [read_seq, '0']);
    },
    'a page covers what was asked for': async () => {
      const range = { after_seq: 0 };
      const { page } = await call(client, 'Pull', { user: 'ann', conversation, range });
      assert.equal(page.messages.length, 3);
      assert.equal(page.covered_to, page.head);
      assert.equal(page.has_more, false);
    },
    'a stranger is refused': async () => {
      const request = { conversation, sender: 'zoe', content };
      const info = await refused(call(client, 'Send', request), grpc.status.PERMISSION_DENIED);
      assert.equal(info.reason, 'NOT_A_MEMBER');
    },
  };

  const failures = await runAll(checks);
  device?.close();
  client.close();
  return failures === 0 ? 0 : 1;
}

runFromCommandLine(main, 'check-messages.js');
