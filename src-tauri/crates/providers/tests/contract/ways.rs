//! Ways out on loopback: an HTTP proxy, a SOCKS5 proxy, and a server with a certificate of its
//! own authority.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// A proxy that leads every name to one server.
pub struct Proxy {
    pub port: u16,
    log: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// What was asked of it, in order: `CONNECT host:port` or the address of a plain request.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// An HTTP proxy; `login` is the `name:password` it wants.
    pub async fn http(target: SocketAddr, login: Option<&'static str>) -> Self {
        Self::start(move |stream, log| http(stream, target, login, log)).await
    }

    /// A SOCKS5 proxy; `login` is the name and password it wants.
    pub async fn socks5(target: SocketAddr, login: Option<(&'static str, &'static str)>) -> Self {
        Self::start(move |stream, log| socks5(stream, target, login, log)).await
    }

    async fn start<F>(
        serve: impl Fn(TcpStream, Arc<Mutex<Vec<String>>>) -> F + Send + 'static,
    ) -> Self
    where
        F: Future<Output = std::io::Result<()>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let log = Arc::<Mutex<Vec<String>>>::default();
        let kept = Arc::clone(&log);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Either side may hang up at any time.
                tokio::spawn(serve(stream, Arc::clone(&kept)));
            }
        });
        Self { port, log }
    }
}

async fn head(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

async fn http(
    mut client: TcpStream,
    target: SocketAddr,
    login: Option<&'static str>,
    log: Arc<Mutex<Vec<String>>>,
) -> std::io::Result<()> {
    use base64::Engine;
    let head = head(&mut client).await?;
    let wanted = login.map(|login| {
        let encoded = base64::engine::general_purpose::STANDARD.encode(login);
        format!("proxy-authorization: Basic {encoded}\r\n").to_lowercase()
    });
    if wanted.is_some_and(|wanted| !head.to_lowercase().contains(&wanted)) {
        let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\n\
            proxy-authenticate: Basic\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        return client.write_all(refusal.as_bytes()).await;
    }
    let (first, rest) = head.split_once("\r\n").unwrap();
    let mut words = first.split(' ');
    let (method, address) = (words.next().unwrap(), words.next().unwrap());
    let mut server = TcpStream::connect(target).await?;
    if method == "CONNECT" {
        log.lock().unwrap().push(format!("CONNECT {address}"));
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
    } else {
        log.lock().unwrap().push(address.to_owned());
        let path = address.splitn(4, '/').nth(3).unwrap_or_default();
        let forwarded = format!("{method} /{path} HTTP/1.1\r\nconnection: close\r\n{rest}");
        server.write_all(forwarded.as_bytes()).await?;
    }
    copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}

async fn socks5(
    mut client: TcpStream,
    target: SocketAddr,
    login: Option<(&'static str, &'static str)>,
    log: Arc<Mutex<Vec<String>>>,
) -> std::io::Result<()> {
    assert_eq!(client.read_u8().await?, 5);
    let methods = counted(&mut client).await?;
    let method = if login.is_some() { 2 } else { 0 };
    if !methods.contains(&method) {
        return client.write_all(&[5, 0xff]).await;
    }
    client.write_all(&[5, method]).await?;
    if let Some((name, password)) = login {
        assert_eq!(client.read_u8().await?, 1);
        let given = (counted(&mut client).await?, counted(&mut client).await?);
        let right = given == (name.as_bytes().to_vec(), password.as_bytes().to_vec());
        client.write_all(&[1, u8::from(!right)]).await?;
        if !right {
            return Ok(());
        }
    }
    let mut request = [0; 4];
    client.read_exact(&mut request).await?;
    assert_eq!(request, [5, 1, 0, 3], "a name is asked for, not an address");
    let name = String::from_utf8(counted(&mut client).await?).unwrap();
    let port = client.read_u16().await?;
    log.lock().unwrap().push(format!("CONNECT {name}:{port}"));
    let mut server = TcpStream::connect(target).await?;
    client.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0]).await?;
    copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}

async fn counted(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let length = stream.read_u8().await?;
    let mut bytes = vec![0; length.into()];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// A server that speaks TLS with a certificate of an authority that nobody knows, and answers
/// every request with the same bytes.
pub struct Secure {
    pub address: SocketAddr,
    /// The authority's certificate, as PEM.
    pub authority: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Secure {
    /// Method, path and headers of every request.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    pub async fn start(names: &[&str], body: Vec<u8>) -> Self {
        let (authority, acceptor) = acceptor(names);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let kept = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, body) = (acceptor.clone(), body.clone());
                let kept = Arc::clone(&kept);
                tokio::spawn(async move {
                    // A client that does not trust the certificate hangs up here.
                    let mut stream = acceptor.accept(stream).await?;
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        head.push(stream.read_u8().await?);
                    }
                    kept.lock()
                        .unwrap()
                        .push(String::from_utf8_lossy(&head).into_owned());
                    let answer = format!(
                        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                        body.len()
                    );
                    stream.write_all(answer.as_bytes()).await?;
                    stream.write_all(&body).await?;
                    stream.shutdown().await
                });
            }
        });
        Self {
            address,
            authority,
            heads,
        }
    }
}

fn acceptor(names: &[&str]) -> (String, TlsAcceptor) {
    let authority_key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = params.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(params, authority_key);
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|it| (*it).to_owned()).collect();
    let leaf = CertificateParams::new(names)
        .unwrap()
        .signed_by(&key, &issuer)
        .unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], key)
        .unwrap();
    (authority.pem(), TlsAcceptor::from(Arc::new(config)))
}
