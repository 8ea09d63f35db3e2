import { ContextMenu } from 'radix-ui';
import type { ReactElement } from 'react';
import type { Category, Command } from '../store/commands.ts';
import { useSession } from '../store/console-context.tsx';
import { Keys } from './keys.tsx';

export interface ActionMenuProps {
  /** The commands of this group that can run now, with their shortcuts. */
  readonly category: Category;
  readonly children: ReactElement;
}

/** A right click, or the menu key, on the child: the same commands as in the palette. */
export function ActionMenu({ category, children }: ActionMenuProps) {
  const { commands } = useSession();
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal container={document.querySelector('main')}>
        <ContextMenu.Content
          data-testid="action-menu"
          className="z-40 min-w-60 rounded-md border border-control bg-raised p-1 shadow-xl"
        >
          <Items commands={() => commands.all().filter((command) => command.category === category)} />
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

/** A component of its own, so that what can run is asked when the menu opens. */
function Items({ commands }: { readonly commands: () => readonly Command[] }) {
  const session = useSession();
  const shown = commands().filter(({ when }) => when?.() ?? true);
  if (shown.length === 0) return <p className="px-2 py-1 text-cell text-ink-3">No row is selected.</p>;
  return shown.map((command) => (
    <ContextMenu.Item
      key={command.id}
      onSelect={() => session.commands.run(command.id)}
      className="flex h-7 cursor-default items-center justify-between gap-6 rounded-md px-2 text-cell text-ink-1 outline-none data-[highlighted]:bg-selected"
    >
      {command.title}
      {command.keys?.[0] ? <Keys keys={command.keys[0]} /> : null}
    </ContextMenu.Item>
  ));
}
