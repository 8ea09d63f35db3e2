import { toast } from 'sonner';
import { copyText } from '../../lib/clipboard.ts';
import { chooseTheme, currentTheme } from '../../lib/theme.ts';
import type { Command } from '../../store/commands.ts';
import { navigate } from '../../store/navigation.ts';
import { LAYOUT } from '../../store/preferences.ts';
import type { Session } from '../../store/session.ts';
import type { Overlay } from '../../store/ui-store.ts';
import { VIEWS, type ViewDefinition } from '../../views.ts';

const OFFERED_IDS = 12;

function viewKeys({ key }: ViewDefinition): readonly string[] {
  return key === null ? [] : [`mod+${key === ',' ? 'comma' : key}`];
}

/** Commands that are there on every view. */
export function shellCommands(session: Session): readonly Command[] {
  const open = (overlay: Overlay): void => session.ui.setState({ overlay, paletteCommand: null });
  return [
    ...VIEWS.filter(({ key }) => key !== null).map(
      (view): Command => ({
        id: `go.${view.id}`,
        category: 'Go',
        title: `Open ${view.title}`,
        keys: viewKeys(view),
        run: () => navigate(session.store, { view: view.id }),
      }),
    ),
    {
      id: 'go.back',
      category: 'Go',
      title: 'Go back',
      // A browser has these keys itself; the app's window does not.
      ...(window.heimdall ? { keys: ['alt+arrowleft'] } : {}),
      run: () => history.back(),
    },
    {
      id: 'go.forward',
      category: 'Go',
      title: 'Go forward',
      ...(window.heimdall ? { keys: ['alt+arrowright'] } : {}),
      run: () => history.forward(),
    },
    {
      id: 'go.decision',
      category: 'Go',
      title: 'Open a decision by id…',
      input: { placeholder: 'Id of the decision: dec_…', options: (text) => decisionIds(session, text) },
      run: (text) => {
        const id = text.trim();
        if (id !== '') navigate(session.store, { view: 'live', selected: id });
      },
    },
    {
      id: 'view.palette',
      category: 'View',
      title: 'Search or run a command',
      keys: ['mod+k'],
      run: () => open('palette'),
    },
    {
      id: 'view.rail',
      category: 'View',
      title: 'Show or hide the rail',
      keys: ['mod+b'],
      run: () => session.preferences.setState(({ railOpen }) => ({ railOpen: !railOpen })),
    },
    {
      id: 'view.theme',
      category: 'View',
      title: 'Switch between the dark and the light theme',
      run: () => chooseTheme(currentTheme() === 'dark' ? 'light' : 'dark'),
    },
    { id: 'view.theme.system', category: 'View', title: 'Use the theme of the system', run: () => chooseTheme(null) },
    {
      id: 'view.single-keys',
      category: 'View',
      title: 'Turn single-letter shortcuts on or off',
      run: () => {
        session.preferences.setState(({ singleKeys }) => ({ singleKeys: !singleKeys }));
        toast(`Single-letter shortcuts are ${session.preferences.getState().singleKeys ? 'on' : 'off'}`);
      },
    },
    {
      id: 'view.reset-layout',
      category: 'View',
      title: 'Reset the layout',
      run: () => {
        session.preferences.setState(LAYOUT);
        toast('Columns, rows, panes, facets and the rail are as they were at first');
      },
    },
    {
      id: 'view.prompts',
      category: 'View',
      title: 'Hide or show prompts and answers',
      run: () => session.preferences.setState(({ promptsHidden }) => ({ promptsHidden: !promptsHidden })),
    },
    {
      id: 'server.copy-url',
      category: 'Server',
      title: 'Copy the base URL',
      when: () => baseUrl(session) !== null,
      run: async () => {
        const copied = await copyText(baseUrl(session) ?? '');
        if (copied) toast(`Copied ${baseUrl(session)}`);
        else toast.error('The clipboard cannot be written here');
      },
    },
    {
      id: 'help.shortcuts',
      category: 'Help',
      title: 'Show the shortcuts',
      keys: ['?'],
      run: () => open('shortcuts'),
    },
    { id: 'help.about', category: 'Help', title: 'About Heimdall', run: () => open('about') },
  ];
}

function baseUrl(session: Session): string | null {
  return session.store.getState().info?.endpoint.openai_base_url ?? null;
}

/** Ids that contain the text, newest first. */
function decisionIds({ ring }: Session, text: string): { value: string; label: string }[] {
  const wanted = text.trim();
  const found: { value: string; label: string }[] = [];
  for (let position = ring.end - 1; position >= ring.start && found.length < OFFERED_IDS; position--) {
    const id = ring.idAt(position);
    if (!id.includes(wanted)) continue;
    found.push({ value: id, label: ring.previewAt(position) ?? ring.modelAt(position) });
  }
  return found;
}
