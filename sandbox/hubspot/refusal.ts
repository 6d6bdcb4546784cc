/**
 * The body HubSpot sends with a status, for faults that name none.
 * https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines and https://developers.hubspot.com/docs/api-reference/error-handling
 */
export function refusal(status: number): unknown {
  if (status === 429)
    return {
      status: 'error',
      message: 'You have reached your ten_secondly_rolling limit.',
      errorType: 'RATE_LIMIT',
      correlationId,
      policyName: 'TEN_SECONDLY_ROLLING',
      groupName: 'publicapi:private-app:api-calls-ten-secondly',
    }
  return { status: 'error', message: MESSAGES[status] ?? 'internal error', correlationId }
}

const correlationId = '00000000-0000-4000-8000-000000000000'

const MESSAGES: Readonly<Record<number, string>> = {
  404: 'resource not found',
  423: 'The resource is locked',
  477: 'Migration in progress',
  502: 'Bad gateway',
  503: 'Service unavailable',
  504: 'Gateway timeout',
}
