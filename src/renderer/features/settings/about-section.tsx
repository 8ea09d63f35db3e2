import { Facts, Section } from '../../components/section.tsx';
import { useConsole } from '../../store/console-context.tsx';

export function AboutSection() {
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
            ['Artifact', `${artifact.version}, made ${artifact.created.slice(0, 10)}`, null],
            ['Embedder', `${artifact.embedder}, ${artifact.clusters} clusters`, null],
            ['Data folder', info.data_folder, info.data_folder],
            ['Licence', 'MIT', null],
          ]}
        />
      </Section>
    </>
  );
}
