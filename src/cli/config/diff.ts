import { Command } from 'commander'
import { readConfigFile } from '#config/read-config.ts'
import { createOutput } from '../output.ts'
import { changeLine, changesBetween } from './changes.ts'
import { openSource, withSource, type SourceFlags } from './source.ts'
import { wholeVersion } from './whole-version.ts'

interface Flags extends SourceFlags {
  readonly config: string
  readonly json?: true
}

export const diff = withSource(new Command('diff'))
  .description('what differs: between two versions; without <to>, between a version (the one in force) and the file')
  .argument('[from]', 'number of a version')
  .argument('[to]', 'number of another')
  .option('--config <file>', 'the sync config', 'tandem.yaml')
  .action(async (from: string | undefined, to: string | undefined, flags: Flags) => {
    const output = createOutput(flags.json === true)
    const file = to === undefined ? await readConfigFile(flags.config) : null
    const connection = file === null ? {} : { connection: file.config.connection.id }
    const source = await openSource({ ...connection, ...flags }, (line) => output.say(line))
    try {
      const before = await source.get(from === undefined ? null : wholeVersion(from))
      const after = file === null && to !== undefined ? (await source.get(wholeVersion(to))).document : file?.document
      const changes = changesBetween(before.document, after)
      const name = file === null ? `version ${to ?? ''}` : flags.config
      output.result(
        { from: before.version, to: file === null ? Number(to) : flags.config, changes },
        changes.length === 0
          ? `Version ${before.version} and ${name} say the same.`
          : [`From version ${before.version} to ${name}:`, ...changes.map(changeLine)].join('\n'),
      )
    } finally {
      await source.close()
    }
  })
