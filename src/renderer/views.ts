/**
 * The views of the console. To add one: a folder in features/, and a line here. Rail, shortcuts, palette, links, titles
 * and error boundaries follow from it.
 */
import {
  Activity,
  Boxes,
  Cable,
  Columns2,
  DatabaseZap,
  FileSearch,
  FlaskConical,
  Layers2,
  Map as MapIcon,
  PiggyBank,
  Settings,
  SlidersHorizontal,
  ThumbsUp,
  Timer,
} from 'lucide-react';
import { type ComponentType, lazy } from 'react';
import { LiveView } from './features/live/live-view.tsx';

export interface ViewDefinition {
  /** First part of the link: `#/live`. */
  readonly id: string;
  readonly title: string;
  /** For the rail, where the title is too long for it. */
  readonly short?: string;
  readonly icon: ComponentType<{ size?: number }>;
  /** With Ctrl or Cmd; null for a view that has no place in the rail. */
  readonly key: string | null;
  /** The question that it answers: words for the palette and the tooltip. */
  readonly question: string;
  readonly component: ComponentType;
}

/** In the order of the rail. Only Live is in the first chunk: the others come when they are opened. */
export const VIEWS: readonly ViewDefinition[] = [
  {
    id: 'live',
    title: 'Live',
    icon: Activity,
    key: '1',
    question: 'What is happening, and why did it go there?',
    component: LiveView,
  },
  {
    id: 'tune',
    title: 'Tune',
    icon: SlidersHorizontal,
    key: '2',
    question: 'What if alpha were different?',
    component: lazy(() => import('./features/tune/tune-view.tsx').then((file) => ({ default: file.TuneView }))),
  },
  {
    id: 'latency',
    title: 'Latency',
    icon: Timer,
    key: '3',
    question: 'Where do my milliseconds go: Heimdall or the provider?',
    component: lazy(() =>
      import('./features/latency/latency-view.tsx').then((file) => ({ default: file.LatencyView })),
    ),
  },
  {
    id: 'cache',
    title: 'Cache',
    icon: DatabaseZap,
    key: '4',
    question: 'Is the cache earning its memory?',
    component: lazy(() => import('./features/cache/cache-view.tsx').then((file) => ({ default: file.CacheView }))),
  },
  {
    id: 'savings',
    title: 'Savings',
    icon: PiggyBank,
    key: '5',
    question: 'What did I save, against which baseline?',
    component: lazy(() =>
      import('./features/savings/savings-view.tsx').then((file) => ({ default: file.SavingsView })),
    ),
  },
  {
    id: 'map',
    title: 'Map',
    icon: MapIcon,
    key: '6',
    question: 'What kinds of traffic do I have, and where is the router unsure?',
    component: lazy(() => import('./features/map/map-view.tsx').then((file) => ({ default: file.MapView }))),
  },
  {
    id: 'models',
    title: 'Models',
    icon: Boxes,
    key: '7',
    question: 'Who can be chosen, at what price, how healthy?',
    component: lazy(() => import('./features/models/models-view.tsx').then((file) => ({ default: file.ModelsView }))),
  },
  {
    id: 'playground',
    title: 'Playground',
    short: 'Play',
    icon: FlaskConical,
    key: '8',
    question: 'Where would this prompt go, and how do answers differ?',
    component: lazy(() =>
      import('./features/playground/playground-view.tsx').then((file) => ({ default: file.PlaygroundView })),
    ),
  },
  {
    id: 'connect',
    title: 'Connect',
    icon: Cable,
    key: '9',
    question: 'How do I point my app here?',
    component: lazy(() =>
      import('./features/connect/connect-view.tsx').then((file) => ({ default: file.ConnectView })),
    ),
  },
  {
    id: 'settings',
    title: 'Settings',
    icon: Settings,
    key: ',',
    question: 'Which port, which keys, what is kept, and how does it look?',
    component: lazy(() =>
      import('./features/settings/settings-view.tsx').then((file) => ({ default: file.SettingsView })),
    ),
  },
  {
    id: 'decision',
    title: 'Decision',
    icon: FileSearch,
    key: null,
    question: 'Why did this request go to that model?',
    component: lazy(() =>
      import('./features/decision/decision-view.tsx').then((file) => ({ default: file.DecisionView })),
    ),
  },
  {
    id: 'compare',
    title: 'Compare',
    icon: Columns2,
    key: null,
    question: 'How do these decisions differ?',
    component: lazy(() =>
      import('./features/compare/compare-view.tsx').then((file) => ({ default: file.CompareView })),
    ),
  },
  {
    id: 'shadow',
    title: 'Shadow',
    icon: Layers2,
    key: null,
    question: 'What would another profile or artifact have done?',
    component: lazy(() => import('./features/shadow/shadow-view.tsx').then((file) => ({ default: file.ShadowView }))),
  },
  {
    id: 'feedback',
    title: 'Feedback',
    icon: ThumbsUp,
    key: null,
    question: 'What was rated, and what did it change?',
    component: lazy(() =>
      import('./features/feedback/feedback-view.tsx').then((file) => ({ default: file.FeedbackView })),
    ),
  },
];

export const VIEW_IDS: readonly string[] = VIEWS.map(({ id }) => id);

export function findView(id: string): ViewDefinition {
  return VIEWS.find((view) => view.id === id) ?? (VIEWS[0] as ViewDefinition);
}
