import { useHotkeys } from 'react-hotkeys-hook';
import type { Command } from '../../store/commands.ts';
import { useAllCommands, usePreferences, useSession } from '../../store/console-context.tsx';

/** Lists and charts carry this attribute: single letters act while the focus is in one. */
const KEY_AREA = '[data-keys]';

/** Enter and Space are theirs while they have the focus: to activate them is what they are focused for. */
const ACTIVATED = 'button, a[href], summary';

/** Every shortcut of every command that is registered. */
export function Hotkeys() {
  const commands = useAllCommands();
  return (
    <>
      {commands.flatMap((command) =>
        (command.keys ?? []).map((keys) => <Hotkey key={`${command.id} ${keys}`} command={command} keys={keys} />),
      )}
    </>
  );
}

function Hotkey({ command, keys }: { readonly command: Command; readonly keys: string }) {
  const session = useSession();
  const singleKeys = usePreferences((state) => state.singleKeys);
  const inList = command.scope === 'list';
  const modified = /^(mod|ctrl|alt)\+/.test(keys);
  // Signs are where the keyboard's layout puts them, with Shift or without; letters are keys.
  const sign = /^[^\w\s]$/.test(keys);
  useHotkeys(
    sign ? [keys, `shift+${keys}`] : [keys],
    (event) => {
      if (!(command.when?.() ?? true)) return;
      event.preventDefault();
      session.commands.run(command.id);
    },
    {
      // With Ctrl they act everywhere, in a text field too, as long as nothing lies over the view.
      enableOnFormTags: (modified || command.inFields === true) && !inList,
      useKey: sign,
      ignoreEventWhen: (event) => {
        if (event.defaultPrevented) return true;
        if (session.ui.getState().overlay !== null) return true;
        const target = event.target as Element | null;
        if ((event.key === 'Enter' || event.key === ' ') && !modified && target?.closest?.(ACTIVATED)) return true;
        if (inList && !target?.closest?.(KEY_AREA)) return true;
        return !singleKeys && isSingleCharacter(event);
      },
    },
    [command, session, singleKeys],
  );
  return null;
}

function isSingleCharacter({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return key.length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey;
}
