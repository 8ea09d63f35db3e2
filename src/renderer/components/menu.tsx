import { DropdownMenu } from 'radix-ui';
import type { ReactElement } from 'react';
import { useSession } from '../store/console-context.tsx';
import { Keys } from './keys.tsx';

export interface CommandMenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  /** Ids of commands, in order. Those that cannot run now are left out. */
  readonly commands: readonly string[];
}

/** A menu of commands: the same names and keys as in the palette. */
export function CommandMenu({ trigger, commands }: CommandMenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.querySelector('main')}>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-40 min-w-56 rounded-md border border-control bg-raised p-1 shadow-xl"
        >
          <MenuItems commands={commands} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** A component of its own, so that what can run is asked when the menu opens. */
function MenuItems({ commands: ids }: { readonly commands: readonly string[] }) {
  const { commands } = useSession();
  const shown = ids.flatMap((id) => commands.find(id) ?? []).filter(({ when }) => when?.() ?? true);
  return shown.map((command) => (
    <DropdownMenu.Item
      key={command.id}
      onSelect={() => commands.run(command.id)}
      className="flex h-7 cursor-default items-center justify-between gap-6 rounded-md px-2 text-cell text-ink-1 outline-none data-[highlighted]:bg-selected"
    >
      {command.title}
      {command.keys?.[0] ? <Keys keys={command.keys[0]} /> : null}
    </DropdownMenu.Item>
  ));
}
