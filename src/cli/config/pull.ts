import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { toYaml } from '#config/yaml-text.ts'
import { createOutput } from '../output.ts'
import { openSource, withSource, type SourceFlags } from './source.ts'
import { wholeVersion } from './whole-version.ts'

interface Flags extends SourceFlags {
  readonly version?: string
  readonly output?: string
  readonly json?: true
}

export const pull = withSource(new Command('pull'))
  .description('write the sync config that is in force as YAML')
  .option('--version <n>', 'this version instead')
  .option('--output <file>', 'into a file; else it is printed')
  .action(async (flags: Flags) => {
    const output = createOutput(flags.json === true)
    const source = await openSource(flags, (line) => output.say(line))
    try {
      const version = await source.get(flags.version === undefined ? null : wholeVersion(flags.version))
      const yaml = toYaml(version.document)
      const { version: number, author } = version
      if (flags.output === undefined)
        return output.result({ version: number, document: version.document }, yaml.trimEnd())
      await writeFile(flags.output, yaml)
      output.result(
        { version: number, file: flags.output },
        `${flags.output} is version ${number} by ${author}; push it with --expect ${number} to be told of any later one.`,
      )
    } finally {
      await source.close()
    }
  })
