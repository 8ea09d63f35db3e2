import type { ConsoleOutput } from '../../../shared/console-contract.ts';

export type SavingsReport = ConsoleOutput<'savings.report'>;
export type SavingsNumbers = Omit<SavingsReport['per_day'][number], 'at'>;
