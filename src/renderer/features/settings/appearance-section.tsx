import { useSyncExternalStore } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { Section } from '../../components/section.tsx';
import { chooseTheme, chosenTheme, onThemeChange, type Theme } from '../../lib/theme.ts';
import { usePreferences, useSession } from '../../store/console-context.tsx';
import { type Density, LAYOUT, ROW_HEIGHTS } from '../../store/preferences.ts';

const THEMES: readonly (readonly [Theme | null, string])[] = [
  [null, 'As the system'],
  ['dark', 'Dark'],
  ['light', 'Light'],
];

export function AppearanceSection() {
  const session = useSession();
  const { preferences } = session;
  const theme = useSyncExternalStore(onThemeChange, chosenTheme);
  const density = usePreferences((state) => state.density);
  const singleKeys = usePreferences((state) => state.singleKeys);
  return (
    <>
      <Section title="Appearance">
        <div className="space-y-2">
          <Choice
            label="Theme"
            options={THEMES.map(([value, name]) => ({
              name,
              chosen: theme === value,
              choose: () => chooseTheme(value),
            }))}
          />
          <Choice
            label="Rows"
            options={(Object.keys(ROW_HEIGHTS) as Density[]).map((name) => ({
              name: `${name} ${ROW_HEIGHTS[name]}`,
              chosen: density === name,
              choose: () => preferences.setState({ density: name }),
            }))}
          />
        </div>
      </Section>
      <Section title="Keyboard">
        <label className="flex min-h-6 flex-wrap items-center gap-x-2">
          <input
            type="checkbox"
            className="accent-[var(--solid)]"
            checked={singleKeys}
            onChange={(event) => preferences.setState({ singleKeys: event.target.checked })}
          />
          Single-letter shortcuts <span className="text-cell text-ink-2">in lists and charts</span>
        </label>
        <Button className="mt-2" onClick={() => session.commands.run('help.shortcuts')}>
          Show all shortcuts
        </Button>
      </Section>
      <Section title="Layout">
        <Button
          data-testid="reset-layout"
          onClick={() => {
            preferences.setState(LAYOUT);
            toast('Columns, rows, facets and the rail are as they were at first');
          }}
        >
          Reset the layout
        </Button>
      </Section>
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly options: readonly { readonly name: string; readonly chosen: boolean; readonly choose: () => void }[];
}

function Choice({ label, options }: ChoiceProps) {
  return (
    <fieldset className="flex items-center gap-1">
      <legend className="float-left w-28 text-ink-3">{label}</legend>
      {options.map(({ name, chosen, choose }) => (
        <Button key={name} aria-pressed={chosen} variant={chosen ? 'plain' : 'ghost'} onClick={choose}>
          {name}
        </Button>
      ))}
    </fieldset>
  );
}
