/** Addresses of the pages of attribution; what does not go into the path is kept as search. */
export const attributionPath = (connection: string, rest = ''): string =>
  `/c/${encodeURIComponent(connection)}/attribution${rest}`

export const dealPath = (connection: string, deal: string): string =>
  attributionPath(connection, `/deals/${encodeURIComponent(deal)}`)
