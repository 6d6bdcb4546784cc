import { apiError } from '../errors.ts'
import { textOf } from '../text.ts'
import type { ApiResponse, Call } from './api.ts'
import { isRecord } from './api.ts'
import type { Subrequest } from './subrequests.ts'
import { answerAll, readSubrequests } from './subrequests.ts'

const MAX_NODES = 500
const MAX_GRAPHS = 75

/**
 * Several composites, each all or nothing by itself, with up to 500 parts in all; one API call.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-graph.html
 */
export function compositeGraph(call: Call): ApiResponse {
  const body = isRecord(call.request.body) ? call.request.body : {}
  const { graphs } = body as { graphs?: unknown }
  if (!Array.isArray(graphs)) throw apiError(400, 'JSON_PARSER_ERROR', 'graphs is required')
  const read = graphs.map((entry: unknown) => {
    const given = isRecord(entry) ? entry : {}
    return { graphId: textOf(given['graphId']), nodes: readSubrequests(given['compositeRequest']) }
  })
  check(read)
  const answered = read.map(({ graphId, nodes }) => {
    const { outcome, responses } = answerAll(call, nodes, 'roll-back-all')
    return { graphId, graphResponse: { compositeResponse: responses }, isSuccessful: outcome === 'done' }
  })
  return { status: 200, body: { graphs: answered } }
}

function check(graphs: readonly { readonly graphId: string; readonly nodes: readonly Subrequest[] }[]): void {
  const refuse = (message: string) => apiError(400, 'INVALID_INPUT', message)
  if (graphs.length > MAX_GRAPHS) throw refuse(`The request can’t contain more than ${MAX_GRAPHS} graphs.`)
  const nodes = graphs.reduce((sum, graph) => sum + graph.nodes.length, 0)
  if (nodes > MAX_NODES) throw refuse(`The request can’t contain more than ${MAX_NODES} nodes.`)
  const ids = graphs.map(({ graphId }) => graphId)
  if (ids.includes('') || new Set(ids).size < ids.length) throw refuse('Each graph needs a graphId of its own.')
}
