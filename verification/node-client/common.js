// What both checks need: loading proto files, calls with a deadline, reading refusals, the report.
'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const protobuf = require('protobufjs');

const DEADLINE_MILLIS = 5000;

// 64-bit numbers as text: a JavaScript number holds 53 bits.
function load(file) {
  const definition = loader.loadSync(file, {
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  return grpc.loadPackageDefinition(definition);
}

const errors = protobuf.loadSync(path.join(__dirname, 'proto/errors.proto'));

/** The google.rpc.ErrorInfo of a refusal. */
function errorInfo(failure) {
  const [bytes] = failure.metadata.get('grpc-status-details-bin');
  assert.ok(bytes, `no details with ${failure.message}`);
  const status = errors.lookupType('google.rpc.Status').decode(bytes);
  const any = status.details.find((detail) => detail.type_url.endsWith('/google.rpc.ErrorInfo'));
  assert.ok(any, 'no ErrorInfo among the details');
  return errors.lookupType('google.rpc.ErrorInfo').decode(any.value);
}

function call(client, method, request) {
  const options = { deadline: Date.now() + DEADLINE_MILLIS };
  return new Promise((resolve, reject) => {
    client[method](request, options, (failure, reply) => (failure ? reject(failure) : resolve(reply)));
  });
}

async function refused(promise, code) {
  const failure = await promise.then(
    (reply) => assert.fail(`answered: ${JSON.stringify(reply)}`),
    (e) => e,
  );
  assert.equal(failure.code, code, failure.message);
  return errorInfo(failure);
}

/** Runs named checks one after the other; the number of those that failed. */
async function runAll(checks) {
  let failures = 0;
  for (const [what, check] of Object.entries(checks)) {
    try {
      await check();
      console.log(`ok      ${what}`);
    } catch (e) {
      failures++;
      console.log(`FAILED  ${what}: ${e.message}`);
    }
  }
  return failures;
}

/** Runs main with the one argument of the command line as its address; its result is the exit code. */
function runFromCommandLine(main, file) {
  if (process.argv.length !== 3) {
    console.error(`usage: node ${file} HOST:PORT`);
    process.exitCode = 2;
    return;
  }
  main(process.argv[2]).then((code) => {
    process.exitCode = code;
  });
}

module.exports = { DEADLINE_MILLIS, call, load, refused, runAll, runFromCommandLine };
