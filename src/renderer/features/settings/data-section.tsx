import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { CheckField } from '../../components/check-field.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { RadioField } from '../../components/radio-field.tsx';
import { Facts, Section } from '../../components/section.tsx';
import { formatCount } from '../../lib/units.ts';
import { useConsole, usePreferences, useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { NumberSetting } from './number-setting.tsx';
import type { EditableSettings, SettingsChange, SettingsValues } from './use-settings.ts';

const PROMPTS: readonly (readonly [SettingsValues['prompts'], string, string])[] = [
  ['full', 'In full', 'on this machine; decisions are explained with their text'],
  ['hashed', 'As hashes', 'the same prompt can be recognised, not read'],
  ['off', 'Not at all', 'decisions are explained from their features'],
];

export function DataSection({ settings }: { readonly settings: EditableSettings }) {
  const { preferences } = useSession();
  const hidden = usePreferences((state) => state.promptsHidden);
  const folder = useConsole((state) => state.info?.data_folder ?? '');
  const { values } = settings;
  const [problem, setProblem] = useState<string | null>(null);
  const set = async (change: SettingsChange): Promise<void> => setProblem(await settings.save(change));
  return (
    <>
      <Section title="Data and privacy">
        {values === null ? null : (
          <div className="space-y-3">
            <RadioField
              legend="Prompts are kept"
              options={PROMPTS}
              value={values.prompts}
              onChange={(prompts) => void set({ prompts })}
            />
            <CheckField
              label="Keep requests and answers as they were, for replay"
              note="only while prompts are kept in full"
              checked={values.bodies}
              onChange={(bodies) => void set({ bodies })}
            />
            {problem === null ? null : (
              <p role="alert" className="text-bad text-cell">
                {problem}
              </p>
            )}
            <NumberSetting
              label="Decisions"
              note="are kept; the oldest go first"
              value={values.max_decisions}
              min={100}
              max={10_000_000}
              onSave={(max_decisions) => settings.save({ max_decisions })}
            />
            <NumberSetting
              label="Days"
              note="that they are kept"
              value={values.max_age_days}
              min={1}
              max={3_650}
              onSave={(max_age_days) => settings.save({ max_age_days })}
            />
            <p className="text-cell text-ink-3">
              A change is for what comes from now on. What is kept already stays until it is old, or deleted below.
            </p>
          </div>
        )}
      </Section>
      <Section title="On this screen">
        <CheckField
          label="Hide prompts and answers"
          note="as dots, for when somebody looks over your shoulder; nothing changes in the log"
          checked={hidden}
          onChange={(promptsHidden) => preferences.setState({ promptsHidden })}
        />
      </Section>
      <Section title="What is stored">
        <Facts facts={[['Folder', folder, folder]]} />
        <DeleteAll />
      </Section>
    </>
  );
}

function DeleteAll() {
  const { client, store } = useSession();
  const total = useConsole((state) => state.logTotal);
  const [asking, setAsking] = useState(false);
  const remove = async (): Promise<void> => {
    setAsking(false);
    const result = await client.request('decisions.clear');
    if (!result.ok) {
      toast.error(`Nothing was deleted: ${result.error.message}`);
      return;
    }
    // The one that was open in the list is gone with the others.
    navigate(store, { selected: null }, { replace: true });
    toast(`${formatCount(result.value.removed)} decisions deleted`);
  };
  return (
    <>
      <Button className="mt-3" disabled={total === 0} onClick={() => setAsking(true)} data-testid="delete-all">
        Delete all {formatCount(total)} decisions…
      </Button>
      <Dialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${formatCount(total)} decisions?`}
        description="Decisions, prompts, requests and answers are taken from the disk. This cannot be undone."
      >
        <div className="flex justify-end gap-2">
          <Button onClick={() => setAsking(false)}>Keep them</Button>
          <Button variant="primary" onClick={remove}>
            Delete all
          </Button>
        </div>
      </Dialog>
    </>
  );
}
