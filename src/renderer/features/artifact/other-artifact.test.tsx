import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { BuildReport } from '../../../shared/build-report.ts';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { createFakeClient, type FakeClient } from '../../dev/fake-client.ts';
import { SessionProvider } from '../../store/console-context.tsx';
import { createConsoleStore } from '../../store/console-store.ts';
import { Session } from '../../store/session.ts';
import { OtherArtifact } from './other-artifact.tsx';

afterEach(cleanup);

const learnt: BuildReport = {
  from: '2026.1.1',
  until_ms: 0,
  ratings: 60,
  left_out: 0,
  cells: 9,
  before: 0.3,
  after: 0.2,
  difference: -0.1,
  interval: [-0.15, -0.05],
  verdict: 'better',
};
const version = '2026.1.1+own.20260101000000';
const whole: ConsoleOutput<'artifact.verify'> = {
  version,
  folder: '/own',
  created: '2026-01-01T00:00:00Z',
  signed_by: [],
  learnt,
  clusters: 64,
  files: 12,
  bytes: 1,
  thresholds: { cheap: 0.6, hard: 0.6 },
};

function show(prepare: (fake: FakeClient) => void) {
  const fake = createFakeClient({ records: [] });
  prepare(fake);
  const session = new Session({ client: fake.client, store: createConsoleStore() });
  render(
    <SessionProvider value={session}>
      <OtherArtifact onCanary={() => undefined} />
    </SessionProvider>,
  );
  fireEvent.change(screen.getByLabelText('Folder'), { target: { value: ' /own ' } });
  fireEvent.click(screen.getByRole('button', { name: 'Build' }));
}

it('says what it does while it builds, then what came of it, and leaves it where it is', async () => {
  const built = vi.fn(() => ({ version, folder: '/own', learnt }));
  show((fake) => {
    fake.answer('artifact.build', built);
    fake.answer('artifact.verify', () => whole);
  });
  expect(screen.getByTestId('artifact-work').textContent).toMatch(/^Building: /);
  expect(screen.getByRole('button', { name: 'Verify' }).hasAttribute('disabled')).toBe(true);
  expect((await screen.findByTestId('artifact-learnt')).textContent).toContain('n = 60. 9 cells moved.');
  expect(built).toHaveBeenCalledWith({ folder: '/own' });
  await waitFor(() => expect(screen.getByTestId('artifact-work').textContent).toBe(''));
  fireEvent.click(screen.getByRole('button', { name: 'Leave it' }));
  expect(screen.queryByTestId('artifact-use')).toBeNull();
  const field = screen.getByLabelText<HTMLInputElement>('Folder');
  expect([field.value, document.activeElement]).toEqual(['', field]);
});

it('shows the report of a build that cannot be used, such as one that wants a signature', async () => {
  show((fake) => {
    fake.answer('artifact.build', () => ({ version, folder: '/own', learnt }));
    fake.failNext('artifact.verify', 'The artifact is not signed.');
  });
  expect((await screen.findByTestId('artifact-refused')).textContent).toBe('The artifact is not signed.');
  expect(screen.getByTestId('artifact-found').textContent).toContain(`${version} was built in /own, where it stays.`);
  expect(screen.getByTestId('artifact-learnt').textContent).toContain('better');
  expect(screen.queryByTestId('artifact-use')).toBeNull();
});

it('warns of one that is worse', async () => {
  const worse: BuildReport = { ...learnt, verdict: 'worse' };
  show((fake) => {
    fake.answer('artifact.build', () => ({ version, folder: '/own', learnt: worse }));
    fake.answer('artifact.verify', () => ({ ...whole, learnt: worse }));
  });
  const report = await screen.findByTestId('artifact-learnt');
  expect([report.textContent?.includes('WORSE'), report.className.includes('text-warn')]).toEqual([true, true]);
});
