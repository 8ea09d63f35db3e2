import { Command } from 'commander';
import { featuresCommand } from './features-command.ts';

const program = new Command('heimdall').version(__HEIMDALL_VERSION__);
program.addCommand(featuresCommand());
void program.parseAsync();
