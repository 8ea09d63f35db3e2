/** Loaded in front of the host (`node --expose-gc --require`): tells its parent what it holds. The host knows nothing of it. */
'use strict';
const { setImmediate: nextTurn } = require('node:timers/promises');

process.on('message', async () => {
  // Twice: what the first one finalises is free after the second.
  for (let round = 0; round < 2; round++) {
    global.gc();
    await nextTurn();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  process.send({ heapUsed, external, rss, timers });
});
// Whoever started it is gone.
process.on('disconnect', () => process.exit());
// Listening must not keep the host alive.
process.channel.unref();
