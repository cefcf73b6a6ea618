from gablet import forms, paper

forms.fill()
paper.fold()
