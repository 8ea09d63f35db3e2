import { Button } from '../../components/button.tsx';
import { Facts, Section } from '../../components/section.tsx';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { UpdatesSection } from '../updates/updates-section.tsx';
import type { EditableSettings } from './use-settings.ts';

export function AboutSection({ settings }: { readonly settings: EditableSettings }) {
  const { commands } = useSession();
  const info = useConsole((state) => state.info);
  if (info === null) return null;
  const { config, artifact } = info;
  return (
    <>
      <Section title="Settings file">
        <Facts
          facts={[
            ['File', config.path ?? 'none yet: the defaults are in force', config.path],
            ['Revision', config.revision, null],
            ...(config.overrides ?? []).map(({ key, variable }) => [key, `set by ${variable}`, null] as const),
          ]}
        />
        <p className="mt-2 text-cell text-ink-2">
          It is read again when it is saved. A mistake is named, and the settings before it stay in force. What is
          changed in this view is written into it, comments kept.
        </p>
      </Section>
      <Section title="About">
        <Facts
          facts={[
            ['Heimdall', `${info.version} on ${info.platform} (${info.host})`, null],
            ['Artifact', artifact.version, null],
            ['Data folder', info.data_folder, info.data_folder],
            ['Licence', 'MIT', null],
          ]}
        />
        {info.host === 'electron' ? (
          <div className="mt-3 flex flex-wrap gap-2">
            <Button onClick={() => commands.run('help.log-folder')} data-testid="open-log-folder">
              Open the log folder
            </Button>
            <Button onClick={() => commands.run('help.data-folder')}>Open the data folder</Button>
          </div>
        ) : (
          <p className="mt-2 text-cell text-ink-2">
            The log goes to standard error of the program that serves this page.
          </p>
        )}
      </Section>
      <UpdatesSection settings={settings} />
    </>
  );
}
