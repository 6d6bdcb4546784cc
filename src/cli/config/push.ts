import { Command, Option } from 'commander'
import { takenBack } from '#app/config/taken-back.ts'
import { readConfigFile } from '#config/read-config.ts'
import { UsageError } from '#domain/errors.ts'
import { createOutput } from '../output.ts'
import { changeLine, whole } from './changes.ts'
import { openSource, withSource, type ConfigSource, type SourceFlags } from './source.ts'
import { wholeVersion } from './whole-version.ts'

interface Flags extends SourceFlags {
  readonly config: string
  readonly comment: string
  readonly expect?: string
  readonly force?: true
  readonly json?: true
}

export const push = withSource(new Command('push'))
  .description('save a file as a new version, in force at once; refused with errors, as config check lists them')
  .option('--config <file>', 'the sync config', 'tandem.yaml')
  .requiredOption('--comment <text>', 'what was changed, and why')
  .option('--expect <n>', 'only if this version is still in force')
  .addOption(new Option('--force', 'also if it takes back what was saved after the file was made').conflicts('expect'))
  .action(async (flags: Flags) => {
    const output = createOutput(flags.json === true)
    const { document, config } = await readConfigFile(flags.config)
    const source = await openSource({ connection: config.connection.id, ...flags }, (line) => output.say(line))
    try {
      const expected =
        flags.expect === undefined
          ? await versionUnder(source, document, flags, (line) => output.say(line))
          : wholeVersion(flags.expect)
      const { version, saved } = await source.save({ document, comment: flags.comment, expected })
      output.result(
        { version, saved },
        saved
          ? `Version ${version} is in force; processes that run take it within seconds.`
          : `Nothing was saved: version ${version}, which is in force, says the same.`,
      )
    } finally {
      await source.close()
    }
  })

/** Of so many versions it is looked which one the file was made from. */
const LOOKED_AT = 50

/**
 * The version in force, over which the file is saved. @throws UsageError when that takes back what others saved, after each such part
 * was told.
 */
async function versionUnder(
  source: ConfigSource,
  document: unknown,
  { config, force }: Flags,
  say: (line: string) => void,
): Promise<number> {
  const { version } = await source.get(null)
  if (force === true) return version
  const versions = (await source.newest(LOOKED_AT)).map((one) => ({ ...one, document: whole(one.document) }))
  const back = takenBack(whole(document), versions)
  const [inForce] = versions
  if (back === null || inForce === undefined) return inForce?.version ?? version
  say(`Of version ${inForce.version} by ${inForce.author}, which is in force, ${config} would take back:`)
  for (const change of back.changes) say(changeLine(change))
  throw new UsageError(
    `${config} differs least from version ${back.from.version}, and ${inForce.version} is in force: nothing was saved; take what is listed above into the file (tandem config pull gives version ${inForce.version}) and push again, or save it as it is with --force`,
  )
}
