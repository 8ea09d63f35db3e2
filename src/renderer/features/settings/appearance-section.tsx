import { useSyncExternalStore } from 'react';
import { Button } from '../../components/button.tsx';
import { Section } from '../../components/section.tsx';
import { chooseTheme, chosenTheme, onThemeChange, type Theme } from '../../lib/theme.ts';
import { usePreferences, useSession } from '../../store/console-context.tsx';
import { type Density, ROW_HEIGHTS } from '../../store/preferences.ts';

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
      <Section title="Layout">
        <p className="mb-2 text-cell text-ink-2">Columns, widths of panes and columns, rows, facets and the rail.</p>
        <Button data-testid="reset-layout" onClick={() => session.commands.run('view.reset-layout')}>
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
