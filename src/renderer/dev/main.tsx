/** The console without a host: `npx vite src/renderer`, then /dev/index.html?records=2000&rate=20&sample=1. */
import '../lib/zod-jitless.ts';
import { mount } from '../mount.tsx';
import { createFakeClient } from './fake-client.ts';
import { generateRecord, generateRecords } from './generate-records.ts';

const params = new URLSearchParams(location.search);
const count = Number(params.get('records') ?? 1_200);
const rate = Number(params.get('rate') ?? 0);
const simulated = params.get('simulated') !== '0';
const fake = createFakeClient({
  records: generateRecords(count, { sample: params.has('sample'), simulated }),
  simulated,
});

const fail = params.get('fail');
if (fail) fake.failNext('app.info', fail);

if (rate > 0) {
  let seq = fake.records.at(-1)?.seq ?? 0;
  setInterval(() => {
    const added = Array.from({ length: Math.max(1, Math.round(rate / 20)) }, () =>
      generateRecord({ seq: ++seq, simulated }),
    );
    fake.records.push(...added);
    fake.emit('decisions', { added, updated: [], dropped: 0 });
  }, 1_000 / Math.min(20, rate));
}

mount(fake.client);
