/** Environment variables by name, as the config names them. */
export type Variables = Readonly<Record<string, string | undefined>>

/** A value of the environment, or what somebody has to set. The reason names the variable, never what is in it. */
export type Looked<T> = { readonly value: T } | { readonly reason: string }

/** A blank one counts as not set, as everywhere in Tandem's environment. */
export function variable(variables: Variables, name: string, what: string): Looked<string> {
  const value = variables[name]?.trim() ?? ''
  return value === ''
    ? { reason: `environment variable ${name} is not set: it holds ${what}; set it where Tandem runs and start again` }
    : { value }
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i

export const isLoopback = (host: string): boolean => LOOPBACK.test(host)

/** The address of a webhook; only https, but for this machine itself: the address is a secret, and so is what is sent. */
export function webhookAddress(variables: Variables, name: string): Looked<URL> {
  const found = variable(variables, name, 'the address of a webhook')
  if ('reason' in found) return found
  const url = URL.parse(found.value)
  if (url === null)
    return { reason: `environment variable ${name} holds no address: copy the whole URL of the webhook` }
  if (url.username !== '' || url.password !== '')
    return { reason: `the address in ${name} has a user name in it, which is not sent: use one without` }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return { value: url }
  return { reason: `the address in ${name} is not https: alerts and the address itself could be read on the way` }
}
