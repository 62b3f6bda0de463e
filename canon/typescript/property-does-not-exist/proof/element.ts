const button = document.querySelector('.send');
if (button) button.disabled = true;
