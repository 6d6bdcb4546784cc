const ACTIONS: Readonly<Record<string, string>> = {
  'session.sign-in': 'Sign-in',
  'session.sign-out': 'Sign-out',
  'session.lock-out': 'Lock-out after wrong passwords',
  'session.link-used': 'Sign-in by a link',
  'user.invite': 'Invitation',
  'user.change': 'Change of an account',
  'user.link': 'Link for a new password',
  'user.sign-out': 'Sign-out of somebody',
  'profile.change': 'Change of own name',
  'profile.password': 'Change of own password',
  'profile.sign-out': 'End of own sessions',
  'token.create': 'New API token',
  'token.revoke': 'API token revoked',
  'queues.change': 'Jobs changed on the queues page',
  'config.save': 'Configuration saved',
  'connection.provision': 'Fields and permissions made in the CRMs',
}

/** What was done; actions without words of their own are told by their name: "parked.retry" is "Parked: retry". */
export function actionWords(action: string): string {
  const known = ACTIONS[action]
  if (known !== undefined) return known
  const [first = '', ...rest] = action.split('.')
  const words = (text: string): string => text.replaceAll('-', ' ')
  return `${words(first).charAt(0).toUpperCase()}${words(first).slice(1)}${rest.length === 0 ? '' : `: ${words(rest.join(' '))}`}`
}

export const detailWords = (details: Readonly<Record<string, string | number | boolean | null>>): string =>
  Object.entries(details)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ')
