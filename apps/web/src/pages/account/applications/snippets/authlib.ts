import { hasSecret, lines, quoted, type ClientFacts, type Snippet } from './snippet.ts'

/** Authlib 1, for Python: with Flask, or with requests where nobody signs in. */
export const authlib: Snippet = {
  id: 'authlib',
  name: 'Authlib',
  fits: facts => facts.flow !== 'device' && hasSecret(facts),
  write: facts => facts.flow === 'code' ? signingIn(facts) : forItself(facts),
}

const signingIn = ({ issuer, clientId, method, redirectUri, scope, usesPkce }: ClientFacts) => lines(
  'import os',
  '',
  'from authlib.integrations.flask_client import OAuth',
  'from flask import Flask, redirect, session',
  '',
  'app = Flask(__name__)',
  '# A long random string.',
  'app.secret_key = os.environ[\'FLASK_SECRET_KEY\']',
  'oauth = OAuth(app)',
  'oauth.register(',
  '    \'gatehouse\',',
  `    client_id=${quoted(clientId)},`,
  '    client_secret=os.environ[\'CLIENT_SECRET\'],',
  `    server_metadata_url=${quoted(`${issuer}/.well-known/openid-configuration`)},`,
  '    client_kwargs={',
  `        'scope': ${quoted(scope)},`,
  `        'token_endpoint_auth_method': ${quoted(method)},`,
  usesPkce && '        \'code_challenge_method\': \'S256\',',
  '    },',
  ')',
  '',
  '',
  '@app.get(\'/sign-in\')',
  'def sign_in():',
  `    return oauth.gatehouse.authorize_redirect(${quoted(redirectUri)})`,
  '',
  '',
  `@app.get(${quoted(pathOf(redirectUri))})`,
  'def finish_sign_in():',
  '    token = oauth.gatehouse.authorize_access_token()',
  '    session[\'person\'] = token[\'userinfo\'][\'sub\']',
  '    return redirect(\'/\')',
)

const forItself = ({ issuer, clientId, method, scope }: ClientFacts) => lines(
  'import os',
  '',
  'from authlib.integrations.requests_client import OAuth2Session',
  '',
  'client = OAuth2Session(',
  `    ${quoted(clientId)},`,
  '    os.environ[\'CLIENT_SECRET\'],',
  scope !== '' && `    scope=${quoted(scope)},`,
  `    token_endpoint_auth_method=${quoted(method)},`,
  ')',
  `client.fetch_token(${quoted(`${issuer}/o/token`)}, grant_type='client_credentials')`,
)

const pathOf = (address: string) => URL.canParse(address) ? new URL(address).pathname : '/callback'
