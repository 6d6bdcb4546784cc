import { Command } from 'commander'
import { alerts } from './alerts.ts'
import { budget } from './budget.ts'
import { backfill } from './backfill.ts'
import { config } from './config.ts'
import { costs } from './costs.ts'
import { demo } from './demo.ts'
import { drift } from './drift.ts'
import { matches } from './matches.ts'
import { parked } from './parked.ts'
import { preview } from './preview.ts'
import { provision } from './provision.ts'
import { report } from './report.ts'
import { routing } from './routing.ts'
import { sandbox } from './sandbox.ts'
import { server } from './server.ts'
import { sla } from './sla.ts'
import { start } from './start.ts'
import { touches } from './touches.ts'
import { users } from './users.ts'
import { worker } from './worker.ts'

/** Every command. A new one: one file beside this, one line below. */
const COMMANDS = [
  demo,
  start,
  worker,
  server,
  provision,
  config,
  preview,
  drift,
  backfill,
  parked,
  alerts,
  matches,
  report,
  sla,
  routing,
  costs,
  touches,
  budget,
  users,
  sandbox,
] as const

export function program(): Command {
  const root = new Command('tandem').description(
    'Closes the loop between marketing in HubSpot and sales in Salesforce.',
  )
  for (const command of COMMANDS) root.addCommand(command)
  // Wrong flags and unknown commands are wrong input like any other: one line, exit code 2.
  for (const command of [root, ...root.commands, ...root.commands.flatMap((c) => c.commands)])
    command.exitOverride().configureOutput({
      outputError: (text, write) => write(`${inOneLine(text)}${hintOf(command, text)}\n`),
    })
  return root
}

/** A file named without its flag is what too many arguments mostly are. */
const hintOf = (command: Command, text: string): string =>
  text.includes('too many arguments') && command.options.some(({ long }) => long === '--config')
    ? '; a sync config is named with --config <file>'
    : ''

/** Commander puts its guess at what was meant on a line of its own. */
const inOneLine = (text: string): string =>
  `${text.trim().replaceAll(/\s*\n\s*/g, ' ')}; tandem --help shows the commands, tandem <command> --help their flags`
