/** Where somebody goes on after sign-in: a page of ours alone, whatever an address asks for. */
export function onwards(to: string | null): string {
  if (to === null || !/^\/(?![/\\])/.test(to)) return '/'
  const url = URL.parse(to, 'https://here.invalid')
  // Dots that lead nowhere vanish from the path, and what they leave may begin as another host's address does.
  if (url?.origin !== 'https://here.invalid' || /^[/\\]{2}/.test(url.pathname)) return '/'
  return `${url.pathname}${url.search}`
}
