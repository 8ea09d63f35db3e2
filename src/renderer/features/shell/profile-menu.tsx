import { ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useEffect } from 'react';
import { Button } from '../../components/button.tsx';
import { formatUnit } from '../../lib/units.ts';
import { useConsole, usePreferences, useSession } from '../../store/console-context.tsx';
import { applyProfile, profileTitle, refreshTuning } from '../tune/tuning-actions.ts';

const ITEM =
  'flex h-7 cursor-default items-center justify-between gap-6 rounded-md px-2 text-cell text-ink-1 outline-none data-[highlighted]:bg-selected data-[disabled]:text-ink-3';
const MORE = ['tune.save', 'tune.save-as', 'tune.revert', 'tune.undo', 'tune.redo', 'tune.export', 'tune.import'];

/** The tuning profile in force, on every view; with an asterisk when values were changed since. */
export function ProfileMenu() {
  const session = useSession();
  const tuning = useConsole((state) => state.tuning);
  const profiles = useConsole((state) => state.profiles);
  const base = usePreferences((state) => state.tuningBase);
  const profile = tuning?.profile ?? null;
  useEffect(() => {
    if (profile !== null) session.preferences.setState({ tuningBase: profile });
  }, [session, profile]);
  useEffect(() => {
    if (tuning !== null) void refreshTuning(session);
  }, [session, tuning]);
  if (tuning === null) return null;
  const title = profileTitle(profile, base);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button data-testid="profile-menu" title={`Tuning profile ${title}, alpha ${formatUnit(tuning.alpha)}`}>
          <span className="text-ink-3">Profile</span> {title}
          <ChevronDown size={12} aria-hidden />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.querySelector('header')}>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-40 min-w-64 rounded-md border border-control bg-raised p-1 shadow-xl"
        >
          <DropdownMenu.RadioGroup value={profile ?? ''}>
            {profiles?.profiles.map(({ name, alpha }) => (
              <DropdownMenu.RadioItem
                key={name}
                value={name}
                onSelect={() => void applyProfile(session, name)}
                className={ITEM}
              >
                <span className="flex items-center gap-2">
                  <span aria-hidden="true" className="w-3">
                    {name === profile ? '✓' : ''}
                  </span>
                  {name}
                </span>
                <span className="text-ink-3">alpha {formatUnit(alpha)}</span>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          {MORE.flatMap((id) => session.commands.find(id) ?? [])
            .filter(({ when }) => when?.() ?? true)
            .map(({ id, title: name, input }) => (
              <DropdownMenu.Item
                key={id}
                className={ITEM}
                onSelect={() =>
                  input ? session.ui.setState({ overlay: 'palette', paletteCommand: id }) : session.commands.run(id)
                }
              >
                {name}
              </DropdownMenu.Item>
            ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
