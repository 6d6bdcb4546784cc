/**
 * The body HubSpot sends with a status, for faults that name none.
 * https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines and https://developers.hubspot.com/docs/api-reference/error-handling
 */
export function refusal(status: number): unknown {
  // The web server and the network before HubSpot speak HTML.
  if (status === 405 || status === 414 || status >= 520) return html(status)
  return { status: 'error', correlationId, ...(BODIES[status] ?? { message: 'internal error' }) }
}

const correlationId = '00000000-0000-4000-8000-000000000000'

const html = (status: number): string =>
  `<html>\n<head>\n<title>Error ${status}</title>\n</head>\n<body><h2>HTTP ERROR ${status}</h2></body>\n</html>\n`

const BODIES: Readonly<Record<number, { readonly message: string; readonly [part: string]: unknown }>> = {
  401: {
    message: 'The OAuth token used to make this call expired 75 second(s) ago.',
    category: 'EXPIRED_AUTHENTICATION',
  },
  403: {
    message:
      "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    category: 'MISSING_SCOPES',
  },
  404: { message: 'resource not found' },
  423: { message: 'The resource is locked' },
  429: {
    message: 'You have reached your ten_secondly_rolling limit.',
    errorType: 'RATE_LIMIT',
    policyName: 'TEN_SECONDLY_ROLLING',
    groupName: 'publicapi:private-app:api-calls-ten-secondly',
  },
  477: { message: 'Migration in progress' },
  502: { message: 'Bad gateway' },
  503: { message: 'Service unavailable' },
  504: { message: 'Gateway timeout' },
}
