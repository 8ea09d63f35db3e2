import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Keys } from '../../components/keys.tsx';
import { CATEGORIES, type Command } from '../../store/commands.ts';
import { useAllCommands, usePreferences, useSession } from '../../store/console-context.tsx';

export interface ShortcutSheetProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Every shortcut there is, made from the registered commands: nothing can be missing from it. */
export function ShortcutSheet({ open, onClose }: ShortcutSheetProps) {
  const session = useSession();
  const commands = useAllCommands().filter(({ keys }) => keys && keys.length > 0);
  const singleKeys = usePreferences((state) => state.singleKeys);
  const groups = CATEGORIES.map((category) => ({
    category,
    members: commands.filter((command) => command.category === category),
  })).filter(({ members }) => members.length > 0);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Shortcuts"
      description="Those marked with a dot act while a list or a chart has the focus."
      width={780}
    >
      <div className="columns-2 gap-8 max-[720px]:columns-1" data-testid="shortcut-sheet">
        {groups.map(({ category, members }) => (
          <section key={category} className="mb-3 break-inside-avoid">
            <h3 className="mb-1 font-semibold text-axis text-ink-2 uppercase tracking-wide">{category}</h3>
            <dl>
              {members.map((command) => (
                <Line key={command.id} command={command} />
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="mt-2 flex items-center justify-between gap-3 border-line border-t pt-3 text-cell text-ink-2">
        <span>Single letters can be turned off, for speech input and for hands that slip.</span>
        <Button
          aria-pressed={singleKeys}
          onClick={() => session.preferences.setState({ singleKeys: !singleKeys })}
          data-testid="single-keys"
        >
          Single-letter shortcuts: {singleKeys ? 'on' : 'off'}
        </Button>
      </div>
    </Dialog>
  );
}

function Line({ command }: { readonly command: Command }) {
  return (
    <div className="flex min-h-6 items-center justify-between gap-3 text-cell">
      <dt className="min-w-0">
        {command.title.replace(/…$/, '')}
        {command.scope === 'list' ? (
          <span className="ml-1.5 text-ink-3" title="While a list or a chart has the focus">
            ·<span className="sr-only">(in a list or chart)</span>
          </span>
        ) : null}
      </dt>
      <dd className="flex gap-2">
        {command.keys?.map((keys) => (
          <Keys key={keys} keys={keys} />
        ))}
      </dd>
    </div>
  );
}
