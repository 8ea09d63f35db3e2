import { toast } from 'sonner';
import type { Command } from '../../store/commands.ts';
import { navigate } from '../../store/navigation.ts';
import type { Session } from '../../store/session.ts';

export function profilerCommands(session: Session): readonly Command[] {
  return [
    {
      id: 'server.profile',
      category: 'Server',
      title: 'Record a CPU profile, or stop it',
      run: async () => {
        const { client, store } = session;
        // Where it is shown, with what it costs.
        navigate(store, { view: 'latency' });
        const status = await client.request('profiler.status');
        if (!status.ok) return;
        const running = status.value.state === 'running';
        const done = await (running ? client.request('profiler.stop') : client.request('profiler.start', {}));
        if (!done.ok) toast.error(done.error.message);
      },
    },
  ];
}
