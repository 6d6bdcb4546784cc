/**
 * Address of a server from the environment. Without one the suites of that server do not run, and a line says so; with
 * TANDEM_REQUIRE_SERVERS=1 (continuous integration) that is an error instead.
 */
export function serverUrl(variable: 'DATABASE_URL' | 'REDIS_URL'): string | undefined {
  const url = process.env[variable]
  if (url !== undefined && url !== '') return url
  if (process.env['TANDEM_REQUIRE_SERVERS'] === '1')
    throw new Error(`${variable} is not set, and TANDEM_REQUIRE_SERVERS=1 asks for it`)
  process.stderr.write(`${variable} is not set: the suites of that server do not run, the embedded database's do\n`)
  return undefined
}
