import { Button, CopyButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import * as z from 'zod'
import { fetchJson } from '../../api/fetch-json.ts'
import { EmptyNote } from '../../components/empty-note.tsx'
import { FilterBar, SearchBox } from '../../components/filter-bar.tsx'
import { DownloadIcon } from '../../components/icons.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useConnection } from '../../shell/use-connection.ts'
import { usePageSearch } from '../../url/use-page-search.ts'
import { Basics } from './basics.tsx'
import { curlOf, entriesByTag, openApiSchema, resolved, typeWords } from './document.ts'
import type { Entry, OpenApi, Schema } from './document.ts'
import classes from './reference.module.css'

const ADDRESS = '/api/openapi.json'
const search = z.object({ text: z.string().optional().catch(undefined) })

/** Every operation of the API, as this server describes it. */
export function ReferencePage() {
  const [{ text = '' }, setSearch] = usePageSearch(search)
  const { data, error, refetch } = useQuery({
    queryKey: ['openapi'],
    queryFn: ({ signal }) => fetchJson(ADDRESS, openApiSchema, signal),
    staleTime: Infinity,
  })
  return (
    <>
      <PageHead
        title="API"
        note="Everything these pages can do, other programs can do as well, with a token that is made under Settings. Answers are JSON; what fails says why and what to do."
        actions={
          <Button
            component="a"
            href={ADDRESS}
            download="tandem-openapi.json"
            variant="default"
            leftSection={<DownloadIcon size={16} />}
          >
            OpenAPI document
          </Button>
        }
      />
      <FilterBar>
        <SearchBox
          label="Find an operation"
          value={text}
          onChange={(value) => setSearch({ text: value === '' ? undefined : value })}
        />
      </FilterBar>
      {error !== null ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <PageLoading />
      ) : (
        <Operations document={data} text={text} />
      )}
    </>
  )
}

function Operations({ document, text }: { readonly document: OpenApi; readonly text: string }) {
  const wanted = text.toLowerCase()
  const fits = ({ path, summary, operationId }: Entry): boolean =>
    `${path} ${summary} ${operationId}`.toLowerCase().includes(wanted)
  const parts = entriesByTag(document)
    .map(([tag, entries]) => [tag, entries.filter(fits)] as const)
    .filter(([, entries]) => entries.length > 0)
  if (parts.length === 0)
    return <EmptyNote title="No operation fits">Try a part of its address, or another word.</EmptyNote>
  return (
    <>
      {text === '' ? <Basics /> : null}
      <nav className={classes['contents']} aria-label="Parts of the API">
        {parts.map(([tag, entries]) => (
          <a key={tag} href={`#${anchorOf(tag)}`}>
            {tag} <span className={classes['quiet']}>{entries.length}</span>
          </a>
        ))}
      </nav>
      {parts.map(([tag, entries]) => (
        <section key={tag}>
          <h2 className={classes['tag']} id={anchorOf(tag)}>
            {tag}
          </h2>
          {entries.map((entry) => (
            <OneOperation key={entry.operationId} entry={entry} document={document} />
          ))}
        </section>
      ))}
    </>
  )
}

/** Without what all of a connection have; the whole address stands in the example. */
const shortPath = (path: string): string => path.replace('/api/connections/{connection}/', '…/')

const anchorOf = (tag: string): string => `part-${tag.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`

const ACCESS_WORDS: Readonly<Record<string, string>> = {
  public: 'Anybody',
  'signed-in': 'Whoever is signed in',
}

function OneOperation({ entry, document }: { readonly entry: Entry; readonly document: OpenApi }) {
  const connection = useConnection()
  const { schemas } = document.components
  const curl = curlOf(entry, window.location.origin, connection, schemas)
  const body = entry.requestBody?.content['application/json']?.schema
  const reply = entry.responses['200']?.content?.['application/json']?.schema
  const failures = Object.entries(entry.responses).filter(([status]) => !status.startsWith('2'))
  const permission = entry['x-permission']
  return (
    <details className={classes['operation']} id={entry.operationId}>
      <summary>
        <span className={classes['method']} data-method={entry.method}>
          {entry.method}
        </span>
        <span className={classes['summary']}>{entry.summary}</span>
        <span className={classes['path']}>{shortPath(entry.path)}</span>
      </summary>
      <div className={classes['body']}>
        <div>
          {entry.description === undefined ? null : <p>{entry.description}</p>}
          <p className={classes['quiet']}>
            {ACCESS_WORDS[permission] ?? `Needs the permission “${permission}”`}.
            {entry['x-audit'] === undefined ? '' : ` In the audit log as “${entry['x-audit']}”.`}
          </p>
        </div>
        <div>
          <h4>Example</h4>
          <pre className={classes['code']}>{curl}</pre>
          <CopyButton value={curl}>
            {({ copied, copy }) => (
              <Button size="compact-xs" variant="subtle" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        </div>
        {entry.parameters === undefined || entry.parameters.length === 0 ? null : (
          <div>
            <h4>Parameters</h4>
            <ul className={classes['fields']}>
              {entry.parameters.map((one) => (
                <li key={`${one.in} ${one.name}`}>
                  <span className={classes['name']}>{one.name}</span>{' '}
                  <span className={classes['type']}>{one.schema === undefined ? '' : typeWords(one.schema)}</span>{' '}
                  <span className={classes['quiet']}>
                    in the {one.in === 'path' ? 'address' : one.in}
                    {one.required === true ? ', needed' : ''}
                    {one.schema?.default === undefined
                      ? ''
                      : `, ${JSON.stringify(one.schema.default)} if left out`}.{' '}
                    {one.description ?? one.schema?.description ?? ''}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        )}
        {body === undefined ? null : <Shape title="Body" schema={body} document={document} />}
        {reply === undefined ? null : <Shape title="Reply" schema={reply} document={document} />}
        <div>
          <h4>When it fails</h4>
          <p className={classes['quiet']}>
            {failures.map(([status, one]) => `${status}: ${one.description}`).join('. ')}.
          </p>
        </div>
      </div>
    </details>
  )
}

function Shape(props: { readonly title: string; readonly schema: Schema; readonly document: OpenApi }) {
  return (
    <div>
      <h4>
        {props.title} <span className={classes['type']}>{typeWords(props.schema)}</span>
      </h4>
      <Fields schema={props.schema} document={props.document} depth={0} />
    </div>
  )
}

/** Deeper ones are read in the document. */
const DEEPEST = 3

function Fields(props: { readonly schema: Schema; readonly document: OpenApi; readonly depth: number }) {
  const { document, depth } = props
  const { schemas } = document.components
  const whole = resolved(props.schema, schemas)
  const schema = whole.items === undefined ? whole : resolved(whole.items, schemas)
  const members = Object.entries(schema.properties ?? {})
  if (members.length === 0)
    return schema.description === undefined ? null : <p className={classes['quiet']}>{schema.description}</p>
  return (
    <ul className={classes['fields']}>
      {members.map(([name, member]) => (
        <li key={name}>
          <span className={classes['name']}>{name}</span> <span className={classes['type']}>{typeWords(member)}</span>{' '}
          <span className={classes['quiet']}>
            {schema.required?.includes(name) === true ? '' : 'may be left out. '}
            {member.description ?? ''}
          </span>
          {depth < DEEPEST ? <Inner schema={member} document={document} depth={depth + 1} /> : null}
        </li>
      ))}
    </ul>
  )
}

/** Members of members; of a choice, those of the first that has any. */
function Inner(props: { readonly schema: Schema; readonly document: OpenApi; readonly depth: number }) {
  const { schemas } = props.document.components
  const whole = resolved(props.schema, schemas)
  const inner = whole.items === undefined ? whole : resolved(whole.items, schemas)
  const found = [inner, ...(inner.anyOf ?? []), ...(inner.oneOf ?? [])]
    .map((one) => resolved(one, schemas))
    .find((one) => one.properties !== undefined)
  return found === undefined ? null : <Fields schema={found} document={props.document} depth={props.depth} />
}
