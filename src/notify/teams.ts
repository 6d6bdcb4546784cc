import { oneLine } from '#domain/alerts/text.ts'
import type { Message, SendOutcome } from '#ports/notifier.ts'
import type { Variables } from './address.ts'
import { webhookAddress } from './address.ts'
import { later, park, post } from './post.ts'
import type { PostTools } from './post.ts'

/** A message holds 28 KB (https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using). */
const LINES = 40
const LINE_LENGTH = 400

/**
 * A webhook of the Workflows app in Teams ("When a Teams webhook request is received"), which takes Adaptive Cards. Text is sent in
 * text runs: they know no Markdown, so nothing out of the CRM becomes a link or a mention.
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
 */
export function sendToTeams(
  tools: PostTools,
  variables: Variables,
  channel: { readonly urlFrom: string },
  message: Message,
): Promise<SendOutcome> | SendOutcome {
  const { urlFrom } = channel
  const url = webhookAddress(variables, urlFrom)
  if ('reason' in url) return park(url.reason)
  const body = JSON.stringify({
    type: 'message',
    attachments: [
      { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: cardOf(message) },
    ],
  })
  return post(tools, {
    url: url.value,
    body,
    headers: { 'idempotency-key': message.id },
    urlFrom,
    read: (status, answer) => readAnswer(status, answer, urlFrom),
  })
}

function cardOf({ subject, text, link }: Message) {
  const title = oneLine(subject, LINE_LENGTH)
  const lines = text.split('\n').map((line) => oneLine(line, LINE_LENGTH))
  // Tandem's own texts begin with what is the title here.
  const rest = (lines[0] === title ? lines.slice(1) : lines).filter((line) => line !== '').slice(0, LINES)
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: title,
    body: [
      textBlock({ type: 'TextRun', text: title, weight: 'Bolder', size: 'Medium' }),
      ...rest.map((line) => ({ ...textBlock({ type: 'TextRun', text: line }), spacing: 'Small' })),
    ],
    ...(link === null ? {} : { actions: [{ type: 'Action.OpenUrl', title: 'Open the lead', url: link }] }),
  }
}

const textBlock = (run: Readonly<Record<string, string>>) => ({ type: 'RichTextBlock', inlines: [run] })

/** The older connectors answer 200 whatever happened and tell it in the text; workflows that are off answer 400 with a code. */
function readAnswer(status: number, answer: string, urlFrom: string): SendOutcome | null {
  const failed = /Microsoft Teams endpoint returned HTTP error (\d{3})/.exec(answer)?.[1]
  if (status < 300 && failed !== undefined)
    return failed === '429' || failed.startsWith('5')
      ? later(`Teams answered ${failed} behind the address in ${urlFrom}`)
      : park(`Teams answered ${failed} behind the address in ${urlFrom}: make a new webhook in Teams`)
  if (status >= 400 && status < 500 && answer.includes('WorkflowTriggerIsNotEnabled'))
    return park(`the workflow behind the address in ${urlFrom} is switched off: switch it on in Teams`)
  return null
}
