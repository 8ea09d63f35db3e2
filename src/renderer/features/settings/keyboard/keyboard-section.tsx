import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { CheckField } from '../../../components/check-field.tsx';
import { Section } from '../../../components/section.tsx';
import { formatKeys } from '../../../lib/keys.ts';
import { CATEGORIES } from '../../../store/commands.ts';
import { usePreferences, useSession } from '../../../store/console-context.tsx';
import type { KeyedCommand } from '../../../store/key-bindings.ts';
import { CommandKeys } from './command-keys.tsx';
import { useKeyBindings } from './use-key-bindings.ts';

/** Every command with its keys. */
export function KeyboardSection() {
  const session = useSession();
  const singleKeys = usePreferences((state) => state.singleKeys);
  const bindings = useKeyBindings();
  const [search, setSearch] = useState('');
  const found = bindings.commands.filter((command) => matches(command, search));
  const groups = CATEGORIES.map((category) => ({
    category,
    members: found.filter((command) => command.category === category),
  })).filter(({ members }) => members.length > 0);
  return (
    <>
      <Section title="Keyboard">
        <CheckField
          label="Single-letter shortcuts"
          note="in lists and charts; off for speech input and for hands that slip"
          checked={singleKeys}
          onChange={(on) => session.preferences.setState({ singleKeys: on })}
        />
        <p className="mt-2 text-cell text-ink-2">
          Each command can have other keys: press those that are shown to change them. What is chosen here is in force
          at once, in the palette and on the sheet of shortcuts too.
        </p>
        <div className="mt-2 flex flex-wrap gap-2">
          <input
            type="search"
            aria-label="Search commands and keys"
            placeholder="Search commands and keys"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className="h-6 w-64 rounded-md border border-control bg-app px-2 text-cell placeholder:text-ink-3"
          />
          <Button onClick={() => session.commands.run('help.shortcuts')}>Show all shortcuts</Button>
          <Button disabled={!bindings.changed} onClick={bindings.resetAll} data-testid="reset-keys">
            Reset all keys
          </Button>
        </div>
      </Section>
      {groups.map(({ category, members }) => (
        <Section key={category} title={category}>
          <ul>
            {members.map((command) => (
              <CommandKeys key={command.id} command={command} bindings={bindings} />
            ))}
          </ul>
        </Section>
      ))}
      {groups.length === 0 ? <p className="text-ink-2">No command and no key matches.</p> : null}
    </>
  );
}

function matches({ category, title, keys = [] }: KeyedCommand, search: string): boolean {
  const words = `${category}: ${title} ${keys.map((key) => formatKeys(key)).join(' ')}`.toLowerCase();
  return words.includes(search.trim().toLowerCase());
}
