import type { Command } from '../../store/commands.ts';
import type { Session } from '../../store/session.ts';
import { targetId } from '../decision/decision-commands.ts';

/** Making tests of decisions, and the list of them. */
export function routingTestCommands(session: Session): readonly Command[] {
  const hasTarget = (): boolean => targetId(session) !== null;
  return [
    {
      id: 'decision.test-bucket',
      category: 'Decision',
      title: 'Routing: must stay at least…',
      when: hasTarget,
      run: () => session.ui.setState({ overlay: 'test-bucket' }),
    },
    {
      id: 'decision.test-model',
      category: 'Decision',
      title: 'Routing: must never go to this model…',
      when: hasTarget,
      run: () => session.ui.setState({ overlay: 'test-model' }),
    },
    {
      id: 'tune.routing-tests',
      category: 'Tune',
      title: 'Run the routing tests…',
      run: () => session.ui.setState({ overlay: 'routing-tests' }),
    },
  ];
}
