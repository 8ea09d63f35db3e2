import { toast } from 'sonner';
import type { Command } from '../../store/commands.ts';
import type { Session } from '../../store/session.ts';

/** What only Heimdall's own window can do. */
export function desktopCommands(session: Session): readonly Command[] {
  const inWindow = (): boolean => session.store.getState().info?.host === 'electron';
  const endpointState = () => session.store.getState().info?.endpoint.state;
  return [
    {
      id: 'server.pause',
      category: 'Server',
      title: 'Pause the endpoint',
      when: () => inWindow() && endpointState() === 'listening',
      run: () => switchEndpoint(session, 'endpoint.pause'),
    },
    {
      id: 'server.resume',
      category: 'Server',
      title: 'Resume the endpoint',
      when: () => inWindow() && endpointState() !== 'listening',
      run: () => switchEndpoint(session, 'endpoint.resume'),
    },
    {
      id: 'help.log-folder',
      category: 'Help',
      title: 'Open the log folder',
      when: inWindow,
      run: () => openFolder(session, 'logs'),
    },
    {
      id: 'help.data-folder',
      category: 'Help',
      title: 'Open the data folder',
      when: inWindow,
      run: () => openFolder(session, 'data'),
    },
  ];
}

async function switchEndpoint(session: Session, name: 'endpoint.pause' | 'endpoint.resume'): Promise<void> {
  const result = await session.client.request(name);
  if (!result.ok) toast.error(`The endpoint was not changed: ${result.error.message}`);
  else if (result.value.state === 'stopped') toast('The endpoint is paused: apps get no answers');
  else if (result.value.state === 'listening') toast(`The endpoint is listening at ${result.value.url}`);
  else toast.error(`The endpoint is not listening: ${result.value.error}`);
}

async function openFolder(session: Session, folder: 'data' | 'logs'): Promise<void> {
  const result = await session.client.request('desktop.open_folder', { folder });
  if (!result.ok) toast.error(result.error.message);
}
