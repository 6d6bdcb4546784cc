import type { Permission } from '#domain/access.ts'

/**
 * Where somebody begins in a connection: whoever answers leads and sets nothing up, at his leads; everybody else at the overview of
 * the whole.
 */
export const startPage = (connection: string, permissions: readonly Permission[]): string => {
  const isRep = permissions.includes('work-leads') && !permissions.includes('configure')
  return `/c/${encodeURIComponent(connection)}/${isRep ? 'leads' : 'overview'}`
}
