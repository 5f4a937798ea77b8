import { steady } from '../people/ids.ts'
import type { Person } from '../people/people.ts'

const idOf = ({ id }: Person) => steady.digits(8, 'github', id)
const loginOf = ({ id }: Person) => `${id}-test`

/** `GET /user`: the public profile. Its e-mail address is public by choice only, and nobody here chose so. */
export function githubUser(person: Person) {
  const id = idOf(person)
  return {
    login: loginOf(person), id: Number(id), node_id: `U_${steady.letters(10, 'github node', person.id)}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`, gravatar_id: '',
    url: `https://api.github.com/users/${loginOf(person)}`, html_url: `https://github.com/${loginOf(person)}`,
    type: 'User', site_admin: false,
    // People without an address are those who filled nothing in.
    name: person.email ? person.name : null, company: null, blog: '', location: null, email: null, hireable: null, bio: null,
    public_repos: 2, followers: 0, following: 0, created_at: '2020-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z',
  }
}

/** `GET /user/emails`. The address GitHub makes up for everybody is verified, and no mail ever arrives there. */
export function githubEmails(person: Person) {
  const { email } = person
  const made = { email: `${idOf(person)}+${loginOf(person)}@users.noreply.github.com`, primary: !email, verified: true, visibility: null }
  return email ? [{ email: email.address, primary: true, verified: email.verified, visibility: 'private' }, made] : [made]
}
