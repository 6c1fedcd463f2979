//! Certificates of authorities that the user trusts beside the system's own.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// Why a file holds no certificates that can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateProblem {
    /// It is something else.
    #[error(
        "There is no certificate in it. It must be a PEM file, which begins with `-----BEGIN CERTIFICATE-----`."
    )]
    None,
    /// A certificate in it cannot be read.
    #[error("A certificate in it is damaged.")]
    Damaged,
}

/// The certificates of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificates(Vec<CertificateDer<'static>>);

impl Certificates {
    /// Reads every certificate of a PEM file; keys and remarks between them are passed over.
    ///
    /// # Errors
    /// [`CertificateProblem`] where there is none, or one of them cannot be used.
    pub fn from_pem(text: &[u8]) -> Result<Self, CertificateProblem> {
        let mut store = RootCertStore::empty();
        let mut certificates = Vec::new();
        for certificate in CertificateDer::pem_slice_iter(text) {
            let certificate = certificate.map_err(|_| CertificateProblem::Damaged)?;
            store
                .add(certificate.clone())
                .map_err(|_| CertificateProblem::Damaged)?;
            certificates.push(certificate);
        }
        if certificates.is_empty() {
            return Err(CertificateProblem::None);
        }
        Ok(Self(certificates))
    }

    /// How many there are; never none.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub(super) fn for_client(
        &self,
    ) -> impl Iterator<Item = Result<reqwest::Certificate, reqwest::Error>> {
        self.0.iter().map(|der| reqwest::Certificate::from_der(der))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authority() -> String {
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = rcgen::CertificateParams::new(vec!["ca.example".to_owned()])
            .unwrap()
            .self_signed(&key)
            .unwrap();
        format!("# A remark\n{}{}", key.serialize_pem(), certificate.pem())
    }

    #[test]
    fn every_certificate_of_a_file_is_read_and_nothing_else() {
        let both = authority() + &authority();
        assert_eq!(Certificates::from_pem(both.as_bytes()).unwrap().count(), 2);
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
        for text in [
            b"".as_slice(),
            b"hello",
            &[0x30, 0x82, 1, 2, 3],
            key.as_bytes(),
        ] {
            assert_eq!(Certificates::from_pem(text), Err(CertificateProblem::None));
        }
        let whole = authority();
        let begin = whole.find("-----BEGIN CERTIFICATE").unwrap();
        let cut = &whole[..begin + 200];
        let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for text in [cut, garbage] {
            let read = Certificates::from_pem(text.as_bytes());
            assert_eq!(read, Err(CertificateProblem::Damaged), "{text}");
        }
    }
}
