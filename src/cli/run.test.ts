import { CommanderError } from 'commander'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { problemsError } from '#config/read-config.ts'
import { InvariantError, RemoteError, UsageError } from '#domain/errors.ts'
import { CompanyDataError } from '#sandbox/company/company-data-error.ts'
import { run } from './run.ts'

afterEach(() => vi.restoreAllMocks())

async function ended(error?: unknown): Promise<{ readonly code: number; readonly said: string }> {
  let said = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text)
    return true
  })
  const code = await run(() => (error === undefined ? Promise.resolve() : Promise.reject(error)))
  return { code, said }
}
const remote = (code: string, disposition: 'fatal' | 'retry') =>
  new RemoteError({ code, disposition, message: 'HubSpot said\n  no', remedy: 'Ask again.' })

describe('the end of a command', () => {
  it('is 0 and silent when it went well', async () => {
    expect(await ended()).toEqual({ code: 0, said: '' })
  })

  it('is what the command asked for that did its work, and is forgotten by the next', async () => {
    expect(
      await run(() => {
        process.exitCode = 1
        return Promise.resolve()
      }),
    ).toBe(1)
    expect(await ended()).toEqual({ code: 0, said: '' })
  })

  it('is 2 and one line for wrong input', async () => {
    expect(await ended(new UsageError('the file\n  is odd: mend it'))).toEqual({
      code: 2,
      said: 'error: the file is odd: mend it\n',
    })
    const { code, said } = await ended(new CompanyDataError(['a.csv line 2: no', 'b.csv line 3: no']))
    expect(code).toBe(2)
    expect(said.trimEnd()).not.toContain('\n')
  })

  it('is 2 and a line for each problem of a sync config', async () => {
    const problem = (path: string) => ({ path, message: 'is odd', remedy: 'make\n it even' })
    expect(await ended(problemsError('a.yaml', [problem('a'), problem('b')]))).toEqual({
      code: 2,
      said: 'a: is odd; make it even\nb: is odd; make it even\nerror: a.yaml has 2 problems, listed above; mend them and try again\n',
    })
    expect((await ended(problemsError('a.yaml', [problem('a')]))).said).toBe('error: a.yaml: a: is odd; make it even\n')
  })

  it('is 2 for refused credentials, with what to mend', async () => {
    expect(await ended(remote('CREDENTIALS_REJECTED', 'fatal'))).toEqual({
      code: 2,
      said: 'error: HubSpot said no; Ask again. (CREDENTIALS_REJECTED)\n',
    })
  })

  it('is 1 for what went wrong on the way, in one line', async () => {
    expect(await ended(remote('SERVER_ERROR', 'retry'))).toMatchObject({ code: 1 })
    expect(await ended(new InvariantError('a rule was broken'))).toEqual({
      code: 1,
      said: 'error: a rule was broken (INVARIANT)\n',
    })
  })

  it('is 1 with the stack for a bug, whatever was thrown', async () => {
    const { code, said } = await ended(new TypeError('x is undefined'))
    expect(code).toBe(1)
    expect(said).toContain('run.test.ts')
    expect(await ended('a text')).toEqual({ code: 1, said: 'error: a text\n' })
  })

  it('is 0 after help and 2 after a wrong flag; commander has spoken already', async () => {
    expect(await ended(new CommanderError(0, 'commander.helpDisplayed', ''))).toEqual({ code: 0, said: '' })
    expect(await ended(new CommanderError(1, 'commander.unknownOption', 'x'))).toEqual({ code: 2, said: '' })
  })
})
