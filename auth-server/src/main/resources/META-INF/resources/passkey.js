// Asks the browser for a passkey, puts its answer into the form, and sends the form. Nothing else.
(() => {
  const form = document.querySelector('form[data-passkey]');
  const problem = document.getElementById('passkey-problem');
  const able = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON;
  const ask = async () => {
    const options = JSON.parse(form.dataset.options);
    return form.dataset.passkey === 'create'
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  };
  form.addEventListener('submit', async event => {
    event.preventDefault();
    problem.hidden = true;
    try {
      if (!able) throw new Error('this browser has no passkeys');
      form.elements.credential.value = JSON.stringify((await ask()).toJSON());
      form.submit();
    } catch {
      problem.hidden = false;
    }
  });
})();
