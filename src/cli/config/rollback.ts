import { Command } from 'commander'
import { createOutput } from '../output.ts'
import { openSource, withSource, type SourceFlags } from './source.ts'
import { wholeVersion } from './whole-version.ts'

export const rollback = withSource(new Command('rollback'))
  .description('put an older version into force again, as a new version that says the same')
  .argument('<version>', 'its number')
  .option('--comment <text>', 'why')
  .action(async (number: string, flags: SourceFlags & { readonly comment?: string; readonly json?: true }) => {
    const output = createOutput(flags.json === true)
    const source = await openSource(flags, (line) => output.say(line))
    try {
      const wanted = await source.get(wholeVersion(number))
      const { version: expected } = await source.get(null)
      const comment = flags.comment ?? `back to version ${wanted.version}`
      const { version, saved } = await source.save({ document: wanted.document, comment, expected })
      output.result(
        { version, saved, says: wanted.version },
        saved
          ? `Version ${version} is in force; it says what version ${wanted.version} says. What versions in between wrote stays as it is.`
          : `Nothing was saved: version ${version}, which is in force, says what version ${wanted.version} says.`,
      )
    } finally {
      await source.close()
    }
  })
