import { Command as Cmdk } from 'cmdk';
import { Dialog } from 'radix-ui';
import { startTransition, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { Keys } from '../../components/keys.tsx';
import { useFocusReturn } from '../../components/use-focus-return.ts';
import { CATEGORIES, type Command } from '../../store/commands.ts';
import { useAllCommands, usePreferences, useSession, useUi } from '../../store/console-context.tsx';
import { rememberRecent } from '../../store/preferences.ts';

/** More than this is not read by anybody, and mounting it would be slow. */
const MAX_ITEMS = 200;
const RECENT_ITEMS = 4;
/** As many as are seen at first: the rest is mounted behind the first paint. */
const FIRST_ITEMS = 18;

/**
 * Its state is its own: typing here renders nothing else. Not modal: making all else inert costs a style pass over the
 * whole page, at the one place that must open at once.
 */
export function CommandPalette() {
  const session = useSession();
  const open = useUi((state) => state.overlay === 'palette');
  const close = (): void => session.ui.setState({ overlay: null, paletteCommand: null });
  const giveBack = useFocusReturn(open);
  // With the commit that closes it: the command that was chosen may move the focus right after. Not in the cleanup, after
  // which React gives the focus to what had it before the commit: the field, which is still there then.
  useLayoutEffect(() => {
    if (!open) giveBack();
  }, [open, giveBack]);
  return (
    <Dialog.Root modal={false} open={open} onOpenChange={(next) => next || close()}>
      <Dialog.Portal>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: for the mouse alone, keys have Escape */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
        <div
          className="fixed inset-0 z-40 bg-black/40"
          onMouseDown={(event) => event.preventDefault()}
          onClick={close}
        />
        <Dialog.Content
          aria-describedby={undefined}
          // The backdrop closes it, with the whole click: half of one would land on what is below.
          onPointerDownOutside={(event) => event.preventDefault()}
          // A toast that goes gives the focus back to where it was, which is no wish to close this.
          onFocusOutside={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          data-testid="palette"
          className="-translate-x-1/2 fixed top-[12vh] left-1/2 z-50 w-[600px] max-w-[92vw] overflow-hidden rounded-md border border-control bg-raised shadow-xl"
          onKeyDown={(event) => {
            if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
              event.preventDefault();
              close();
            }
          }}
        >
          <Dialog.Title className="sr-only">Commands</Dialog.Title>
          <PaletteBody onClose={close} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const LIST = 'max-h-[min(440px,60vh)] overflow-y-auto p-1';
const INPUT =
  'h-11 w-full border-line border-b bg-transparent px-3 text-body text-ink-1 placeholder:text-ink-3 focus-visible:outline-none';
const ITEM =
  'flex min-h-7 items-center justify-between gap-3 rounded-md px-2 text-cell text-ink-1 data-[selected=true]:bg-selected';

function PaletteBody({ onClose }: { readonly onClose: () => void }) {
  const session = useSession();
  const asked = useUi((state) => state.paletteCommand);
  const [asking, setAsking] = useState<Command | null>(() => (asked && session.commands.find(asked)) || null);
  const run = (command: Command, text = ''): void => {
    if (command.input && text === '') {
      setAsking(command);
      return;
    }
    rememberRecent(session.preferences, command.id);
    onClose();
    // After the dialog gave the focus back: the command may put it somewhere else.
    setTimeout(() => session.commands.run(command.id, text));
  };
  return asking ? (
    <InputPage command={asking} onBack={() => setAsking(null)} onRun={(text) => run(asking, text)} />
  ) : (
    <CommandList onRun={run} />
  );
}

/** Groups in the order of the palette: the row's own actions, what was used last, then by category. */
export function paletteGroups(
  commands: readonly Command[],
  recents: readonly string[],
  most = MAX_ITEMS,
): readonly { readonly heading: string; readonly members: readonly Command[] }[] {
  const unique = [...new Map(commands.map((command) => [command.id, command])).values()].filter(
    ({ when }) => when?.() ?? true,
  );
  const own = unique.filter(({ category }) => category === 'Decision');
  const recent = recents
    .flatMap((id) => unique.find((command) => command.id === id && command.category !== 'Decision') ?? [])
    .slice(0, RECENT_ITEMS);
  const rest = CATEGORIES.filter((category) => category !== 'Decision').map((category) => ({
    heading: category as string,
    members: unique.filter((command) => command.category === category && !recent.includes(command)),
  }));
  const groups = [{ heading: 'Selected decision', members: own }, { heading: 'Recent', members: recent }, ...rest];
  let room = most;
  return groups
    .map(({ heading, members }) => {
      const shown = members.slice(0, room);
      room -= shown.length;
      return { heading, members: shown };
    })
    .filter(({ members }) => members.length > 0);
}

function CommandList({ onRun }: { readonly onRun: (command: Command) => void }) {
  const commands = useAllCommands();
  const recents = usePreferences((state) => state.recents);
  const [painted, setPainted] = useState(false);
  useEffect(() => startTransition(() => setPainted(true)), []);
  const groups = useMemo(
    () => paletteGroups(commands, recents, painted ? MAX_ITEMS : FIRST_ITEMS),
    [commands, recents, painted],
  );
  return (
    <Cmdk label="Commands" loop vimBindings={false}>
      <Cmdk.Input autoFocus placeholder="Search or run a command" className={INPUT} />
      <Cmdk.List className={LIST} label="Commands">
        <Cmdk.Empty className="p-3 text-cell text-ink-2">No command matches.</Cmdk.Empty>
        {groups.map(({ heading, members }) => (
          <Cmdk.Group
            key={heading}
            heading={heading}
            className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-axis [&_[cmdk-group-heading]]:text-ink-3"
          >
            {members.map((command) => (
              <Cmdk.Item
                key={command.id}
                value={`${command.category}: ${command.title}`}
                onSelect={() => onRun(command)}
                data-testid="palette-item"
                data-command={command.id}
                className={ITEM}
              >
                <span className="min-w-0 truncate">
                  <span className="text-ink-3">{command.category}: </span>
                  {command.title}
                </span>
                {command.keys?.[0] ? <Keys keys={command.keys[0]} /> : null}
              </Cmdk.Item>
            ))}
          </Cmdk.Group>
        ))}
      </Cmdk.List>
    </Cmdk>
  );
}

interface InputPageProps {
  readonly command: Command;
  readonly onBack: () => void;
  readonly onRun: (text: string) => void;
}

function InputPage({ command, onBack, onRun }: InputPageProps) {
  const [text, setText] = useState('');
  const options = command.input?.options(text) ?? [];
  const typed = text.trim();
  return (
    <Cmdk label={command.title} shouldFilter={false} loop vimBindings={false}>
      <Cmdk.Input
        autoFocus
        value={text}
        onValueChange={setText}
        placeholder={command.input?.placeholder}
        aria-label={`${command.category}: ${command.title}`}
        className={INPUT}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' && !(event.key === 'Backspace' && text === '')) return;
          event.preventDefault();
          event.stopPropagation();
          onBack();
        }}
      />
      <Cmdk.List className={LIST} label={command.title}>
        <Cmdk.Empty className="p-3 text-cell text-ink-2">Type a value, then Enter.</Cmdk.Empty>
        {options.slice(0, MAX_ITEMS).map(({ value, label }) => (
          <Cmdk.Item key={value} value={value} onSelect={() => onRun(value)} className={ITEM}>
            <span className="min-w-0 truncate">{label}</span>
            {label === value ? null : <code className="shrink-0 font-mono text-axis text-ink-3">{value}</code>}
          </Cmdk.Item>
        ))}
        {typed !== '' && !options.some(({ value }) => value === typed) ? (
          <Cmdk.Item value={`typed ${typed}`} onSelect={() => onRun(typed)} className={ITEM}>
            <span>
              {command.title.replace(/…$/, '')}: <code className="font-mono">{typed}</code>
            </span>
          </Cmdk.Item>
        ) : null}
      </Cmdk.List>
    </Cmdk>
  );
}
