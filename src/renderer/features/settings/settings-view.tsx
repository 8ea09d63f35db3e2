import type { ReactNode } from 'react';
import { RouteLink } from '../../components/route-link.tsx';
import { useConsole } from '../../store/console-context.tsx';
import { AppKeysSection } from '../app-keys/app-keys-section.tsx';
import { ArtifactSection } from '../artifact/artifact-section.tsx';
import { AboutSection } from './about-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { ConfigProblem } from './config-problem.tsx';
import { DataSection } from './data-section.tsx';
import { DesktopSection } from './desktop-section.tsx';
import { EndpointSection } from './endpoint-section.tsx';
import { KeyboardSection } from './keyboard/keyboard-section.tsx';
import { KeysSection } from './keys-section.tsx';
import { type EditableSettings, useSettings } from './use-settings.ts';

interface Page {
  /** In the link: `#/settings/keys`. */
  readonly id: string;
  readonly title: string;
  /** It has a table that needs more room than a form. */
  readonly wide?: true;
  readonly show: (settings: EditableSettings) => ReactNode;
}

const PAGES: readonly [Page, ...Page[]] = [
  { id: 'endpoint', title: 'Endpoint', show: (settings) => <EndpointSection settings={settings} /> },
  { id: 'keys', title: 'Providers and keys', show: () => <KeysSection /> },
  { id: 'apps', title: 'App keys', wide: true, show: (settings) => <AppKeysSection settings={settings} /> },
  { id: 'artifact', title: 'Artifact', show: () => <ArtifactSection /> },
  { id: 'data', title: 'Data and privacy', show: (settings) => <DataSection settings={settings} /> },
  { id: 'desktop', title: 'Desktop', show: (settings) => <DesktopSection settings={settings} /> },
  { id: 'appearance', title: 'Appearance', show: () => <AppearanceSection /> },
  { id: 'keyboard', title: 'Keyboard', show: () => <KeyboardSection /> },
  { id: 'about', title: 'About', show: (settings) => <AboutSection settings={settings} /> },
];

export function SettingsView() {
  const info = useConsole((state) => state.info);
  const arg = useConsole((state) => state.route.arg);
  const settings = useSettings();
  const page = PAGES.find(({ id }) => id === arg) ?? PAGES[0];
  if (info === null) return null;
  return (
    <div className="flex h-full min-h-0 bg-panel max-[760px]:flex-col" data-testid="settings">
      <nav
        aria-label="Settings"
        className="w-50 shrink-0 space-y-0.5 overflow-y-auto border-line border-r p-2 max-[760px]:flex max-[760px]:w-auto max-[760px]:flex-wrap max-[760px]:border-r-0 max-[760px]:border-b"
      >
        {PAGES.map(({ id, title }) => (
          <RouteLink
            key={id}
            to={{ view: 'settings', arg: id }}
            data-testid={`settings-${id}`}
            aria-current={id === page.id ? 'page' : undefined}
            className={`flex h-7 items-center rounded-md px-2 no-underline ${
              id === page.id ? 'bg-selected text-ink-1' : 'text-ink-2 hover:bg-hover hover:text-ink-1'
            }`}
          >
            {title}
          </RouteLink>
        ))}
      </nav>
      <section
        key={page.id}
        aria-label={`${page.title}, settings`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto outline-offset-[-2px]"
      >
        <div className={`${page.wide ? 'max-w-[960px]' : 'max-w-[720px]'} space-y-6 px-5 py-5`}>
          <ConfigProblem info={info} />
          {settings.problem === null ? null : (
            <p role="alert" className="text-bad">
              The settings could not be read: {settings.problem}
            </p>
          )}
          {page.show(settings)}
        </div>
      </section>
    </div>
  );
}
