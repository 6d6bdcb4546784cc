import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UsageError } from '#domain/errors.ts'
import { problemsError, readConfigFile, UnusableConfig } from './read-config.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function refusal(text: string): Promise<string> {
  const path = join(folder, 'tandem.yaml')
  await writeFile(path, text)
  const error: unknown = await readConfigFile(path).catch((thrown: unknown) => thrown)
  if (!(error instanceof UsageError)) throw new Error('the file was accepted')
  expect(error.message).not.toContain('\n')
  expect(error.message).toContain(path)
  return error.message
}

describe('a config file', () => {
  it('that is not there is explained', async () => {
    await expect(readConfigFile(join(folder, 'nowhere.yaml'))).rejects.toThrow(/nowhere\.yaml.*tandem\.example\.yaml/)
  })

  it('that is not YAML names the line', async () => {
    expect(await refusal('a: 1\nb: [1,\n')).toMatch(/not valid YAML.*line \d/)
  })

  it('with problems names the first and counts the others', async () => {
    expect(await refusal('connection: {id: A B, name: x}\n')).toMatch(/ \(and \d+ more\)$/)
  })

  it('with problems has all of them at once', async () => {
    const path = join(folder, 'tandem.yaml')
    await writeFile(path, 'connection: {id: A B, name: 1}\n')
    const error: unknown = await readConfigFile(path).catch((thrown: unknown) => thrown)
    if (!(error instanceof UnusableConfig)) throw new Error('no such problems')
    const paths = error.problems.map((problem) => problem.path)
    expect(paths).toEqual(expect.arrayContaining(['connection.id', 'connection.name', 'goLiveAt', 'routing']))
  })

  it('that is empty is refused', async () => {
    expect(await refusal('')).toContain('tandem.example.yaml')
  })
})

it('one problem alone is not followed by a count', () => {
  const problem = { path: 'a.b', message: 'is odd', remedy: 'make it even' }
  expect(problemsError('x.yaml', [problem]).message).toBe('x.yaml: a.b: is odd; make it even')
})
