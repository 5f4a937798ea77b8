# A Rack site that signs people in with OmniAuth (gitlab-omniauth-openid-connect 0.10), which knows no PKCE.
require "json"
require "omniauth_openid_connect"
require "rack/handler/webrick"

# The libraries look discovery and keys up over https only, and loopback has no TLS.
SWD.url_builder = URI::HTTP
WebFinger.url_builder = URI::HTTP
OmniAuth.config.logger = Logger.new($stderr)
# This site begins by a link; OmniAuth asks for a form with a token otherwise.
OmniAuth.config.allowed_request_methods = %i[get]
OmniAuth.config.silence_get_warning = true

site = lambda do |env|
  request = Rack::Request.new(env)
  case request.path
  when "/auth/gatehouse/callback"
    env["rack.session"]["user"] = env["omniauth.auth"].extra.raw_info.to_h
    [302, { "Location" => "/me" }, []]
  when "/me" then [200, { "Content-Type" => "application/json" }, [JSON.generate(env["rack.session"]["user"])]]
  else [200, { "Content-Type" => "text/plain" }, [request.params.fetch("message", "not signed in")]]
  end
end

app = Rack::Builder.new do
  use Rack::Session::Cookie, secret: "a secret of the site that is long enough for the library, 64 characters or more"
  use OmniAuth::Builder do
    provider :openid_connect,
             name: :gatehouse, issuer: ENV.fetch("ISSUER"), discovery: true, scope: %i[openid profile email], response_type: :code,
             client_options: {
               identifier: ENV.fetch("CLIENT_ID"), secret: ENV.fetch("CLIENT_SECRET"), redirect_uri: "#{ENV.fetch('ORIGIN')}/auth/gatehouse/callback"
             }
  end
  run site
end

Rack::Handler::WEBrick.run(app, Host: "localhost", Port: ENV.fetch("PORT").to_i)
