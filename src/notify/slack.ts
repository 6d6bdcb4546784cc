import { cut } from '#domain/mapping/text.ts'
import type { Message, SendOutcome } from '#ports/notifier.ts'
import type { Variables } from './address.ts'
import { webhookAddress } from './address.ts'
import { park, post } from './post.ts'
import type { PostTools } from './post.ts'

/** https://docs.slack.dev/reference/block-kit/composition-objects/text-object: a text holds 3,000 characters, a message 50 blocks. */
const SECTION = 3_000
const SECTIONS = 10

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: what the words of an error mean. */
const MEANINGS: Readonly<Record<string, string>> = {
  no_service: 'the webhook was removed in Slack: make a new one',
  no_active_hooks: 'the webhook was switched off in Slack: switch it on or make a new one',
  invalid_token: 'the webhook is not valid any more: make a new one',
  no_team: 'the workspace of the webhook is gone: make a webhook in another one',
  team_disabled: 'the workspace of the webhook is switched off',
  channel_not_found: 'the channel is gone: make a webhook for another one',
  channel_is_archived: 'the channel is archived: unarchive it or make a webhook for another one',
  action_prohibited: 'an administrator of Slack does not let this webhook post: ask for permission',
  posting_to_general_channel_denied: 'this webhook may not post to the general channel: make one for another channel',
}

/** An incoming webhook of Slack. The text is mrkdwn, already escaped; nothing in it is turned into a link or a mention. */
export function sendToSlack(
  tools: PostTools,
  variables: Variables,
  channel: { readonly urlFrom: string },
  message: Message,
): Promise<SendOutcome> | SendOutcome {
  const { urlFrom } = channel
  const url = webhookAddress(variables, urlFrom)
  if ('reason' in url) return park(url.reason)
  const sections = sectionsOf(message.text)
  const body = JSON.stringify({
    text: sections[0],
    blocks: sections.map((text) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } })),
    unfurl_links: false,
    unfurl_media: false,
    link_names: false,
  })
  const read = (status: number, answer: string): SendOutcome | null => {
    const word = answer.trim()
    const meaning = status >= 400 && status < 500 ? MEANINGS[word] : undefined
    return meaning === undefined ? null : park(`Slack: ${word}: ${meaning}, and put its address in ${urlFrom}`)
  }
  return post(tools, { url: url.value, body, headers: { 'idempotency-key': message.id }, urlFrom, read })
}

/** Whole lines as far as they fit; a line that is longer than a section is cut, but not within an entity. */
function sectionsOf(text: string): readonly string[] {
  const sections: string[] = []
  for (const line of text.split('\n').map(fitting)) {
    const last = sections.at(-1)
    if (last !== undefined && last.length + 1 + line.length <= SECTION)
      sections[sections.length - 1] = `${last}\n${line}`
    else sections.push(line)
  }
  // A section must not be empty.
  return sections.slice(0, SECTIONS).map((section) => (section.trim() === '' ? '-' : section))
}

const fitting = (line: string): string =>
  line.length <= SECTION ? line : `${cut(line, SECTION - 1).replace(/(?:&\w{0,4}|<[^>]*)$/, '')}…`
